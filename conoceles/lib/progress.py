"""A progress line for long commands: drawn on a terminal, a line now and then in a log."""

import sys
import time
from typing import TextIO


class Progress:
    """Shows how many of `total` are done; call it with the count, and `close()` at the end."""

    def __init__(self, what: str, total: int | None = None, out: TextIO | None = None) -> None:
        self.what, self.total, self.out = what, total, out or sys.stderr
        self.started = self.last = time.monotonic()

    def __call__(self, done: int) -> None:
        now = time.monotonic()
        if now - self.last < (0.2 if self.out.isatty() else 15):
            return
        self.last = now
        self.out.write(self._text(done) + ("\r" if self.out.isatty() else "\n"))
        self.out.flush()

    def of(self, done: int, total: int) -> None:
        """Show how many of a total that is only known now."""
        self.total = total
        self(done)

    def _text(self, done: int) -> str:
        rate = f"{done / (self.last - self.started):,.0f} por segundo"
        if not self.total:
            return f"{self.what}: {done} · {rate}   "
        filled = round(24 * done / self.total)
        return f"{self.what} [{'█' * filled}{'·' * (24 - filled)}] {done} de {self.total} · {rate}   "

    def close(self) -> None:
        """Leave the terminal's line clean."""
        if self.out.isatty():
            self.out.write("\r\033[K")
            self.out.flush()
