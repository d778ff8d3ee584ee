"""The child: one file in, new files out, limits first, and after everybody else.

Prints JSON; exit code 3 says in Spanish why a file is refused.
"""

import json
import os
import resource
import sys
from importlib import import_module
from pathlib import Path

from conoceles.lib.limited import BadFile

MIB = 1 << 20
LARGEST = 256 * MIB
POLITE = 10


def main() -> int:
    module, seconds, mib, source, folder = sys.argv[1:]
    os.nice(POLITE)
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if int(mib):
        resource.setrlimit(resource.RLIMIT_AS, (int(mib) * MIB, int(mib) * MIB))
    try:
        result = import_module(module).remake(Path(source), Path(folder))
    except BadFile as error:
        sys.stdout.write(str(error))
        return 3
    sys.stdout.write(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
