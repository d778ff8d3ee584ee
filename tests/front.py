"""nginx as the guide writes it, in front of a server of a test."""

import time
import urllib.request
from contextlib import contextmanager
from urllib.parse import urlsplit

from scripts.nginx import running, written
from tests.config.services import free


@contextmanager
def nginx(folder, data, behind):
    """Run it before the server of an address that has its data in a folder, and yield where it listens."""
    port = free()
    with running(written(folder, data, port, urlsplit(behind).netloc)):
        address = f"http://127.0.0.1:{port}"
        for _attempt in range(100):
            try:
                urllib.request.urlopen(f"{address}/robots.txt", timeout=2)
                break
            except OSError:
                time.sleep(0.05)
        yield address
