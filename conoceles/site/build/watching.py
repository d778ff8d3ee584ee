"""What a builder that stays keeps an eye on besides pages: that the ledger is the one it was, and that it lives."""

import logging
import time

from conoceles.ledger import witness
from conoceles.lib.clock import beat

BEAT_EVERY = 50.0
log = logging.getLogger(__name__)


class Watching:
    """What the ledger was seen to have, what was said of it, and when we last said that we live."""

    def __init__(self) -> None:
        self.seen, self.said, self.beaten = 0, "", -BEAT_EVERY

    def must_wait(self, there: int) -> bool:
        """Return whether the ledger, which ends at an edition, is not the one that was published: what stands stays
        until a person decides."""
        said = witness.trouble() if there < self.seen or not self.seen else ""
        if said and said != self.said:
            log.error(said)
        self.said = said
        return bool(said)

    def keep(self, built: int) -> None:
        """Keep apart that an edition was built, and that we live."""
        if time.monotonic() - self.beaten > BEAT_EVERY:
            self.beaten = time.monotonic()
            beat(begin=True)
        if built != self.seen:
            self.seen = witness.follow().number
