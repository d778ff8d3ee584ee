"""What the pages of review are tried on."""

from tests.scenery import scenery


@scenery
def base(capture):
    capture.publish()
    capture.submit(capture.ana)
    capture.submit(capture.eva)
    return f"/revision/{capture.election.slug}"
