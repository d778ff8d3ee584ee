"""What a builder that stays keeps an eye on besides pages: that the ledger is the one it was, and that it lives."""

import logging
import time

from conoceles.ledger import witness
from conoceles.ledger.models import Edition
from conoceles.lib import clock

BEAT_EVERY = 50.0
log = logging.getLogger(__name__)


class Watching:
    """What the ledger was seen to have, what was said of it, and when we last said that we live."""

    def __init__(self, built: int, root: str) -> None:
        """`built` and `root` are of the last build of this folder: what is kept apart may have been lost."""
        witness.begin(built, root)
        self.said, self.beaten, self.looked = "", -BEAT_EVERY, -1

    def must_wait(self, there: int, built: int, root: str) -> bool:
        """Return whether the ledger, which ends at an edition, is not the one that was built: what stands stays until a
        person decides."""
        if there == self.looked and not self.said:
            return False
        said = witness.trouble()
        if not said and root and there >= built:
            now = Edition.objects.filter(number=built).values_list("root", flat=True).first()
            said = "" if now == root else f"La edición {built} no es la que se construyó: el registro se reescribió."
        if said and said != self.said:
            log.error(said)
        self.said, self.looked = said, there
        return bool(said)

    def keep(self, built: int) -> None:
        """Keep apart that an edition was built, and that we live."""
        if time.monotonic() - self.beaten > BEAT_EVERY:
            self.beaten = time.monotonic()
            clock.beat(begin=True)
            if said := clock.trouble():
                log.error(said)
        if built != witness.seen().number:
            witness.follow()
