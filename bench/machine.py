"""Where a measurement was made."""

import os
import platform
from pathlib import Path


def machine() -> str:
    """Return the processor, its cores, the memory, the system and the Python, as one line."""
    cpu = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        "?",
    )
    memory = int(Path("/proc/meminfo").read_text().split()[1]) // 1024 // 1024
    return f"{cpu}, {os.cpu_count()} cores, {memory} GiB, {platform.system()}, Python {platform.python_version()}"
