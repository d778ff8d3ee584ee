"""Ports on this machine."""

import contextlib
import socket
import time


def listening(port: int, seconds: int = 30) -> None:
    """Wait until something listens on a port; raise TimeoutError when nothing does."""
    for _attempt in range(seconds * 20):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError(f"Nothing listens on {port}.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
