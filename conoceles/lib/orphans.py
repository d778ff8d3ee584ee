"""A process that ends with the one that started it, even where that one was killed and could end nobody."""

import os
import threading
import time

GLANCE = 1.0


def end_with_parent(parent: int = 0) -> None:
    """Watch, in a thread of its own, whether whoever started this process is still there, and end at once if not.

    `parent` is who it was, where that is known: it may be gone already. Whatever was not finished is not acknowledged
    either: transactions are rolled back, pages are made at the next start.
    """
    parent = parent or os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(GLANCE)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
