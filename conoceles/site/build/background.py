"""The process that makes what follows later: whole-election pages, then paper and pictures for a while."""

import subprocess
import sys
import time

from django.conf import settings

EVERY = 20.0


class BackgroundBuild:
    """Keeps the whole-election pages within a minute of the ledger, and draws what is drawn: one process at a time."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.shown = ""
        self.at = 0.0

    def keep_up(self, wanted: str) -> None:
        """Start making them when the ledger or the clock has moved, the last run has ended and its time has passed."""
        if self.process is not None:
            if self.process.poll() is None:
                return
            if self.process.returncode:
                # It failed, or there is more to draw.
                self.shown = ""
            self.process = None
        if wanted != self.shown and time.monotonic() - self.at > EVERY:
            self.shown, self.at = wanted, time.monotonic()
            self.process = subprocess.Popen(
                [sys.executable, str(settings.BASE_DIR / "manage.py"), "build_site", "--background"]
            )

    def stop(self) -> None:
        """End what runs; the next start makes it again."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
