"""The child: one file in, new files out, limits first. Prints JSON; exit code 3 says in Spanish why a file is
refused."""

import json
import resource
import sys
from pathlib import Path

GIB = 1 << 30


def main() -> int:
    kind, source, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    seconds = 120 if kind == "video" else 30
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (GIB // 4, GIB // 4))
    if kind != "video":
        resource.setrlimit(resource.RLIMIT_AS, (2 * GIB, 2 * GIB))
    from conoceles.lib.rewriting import BadFile, emblem, pdf, photo, video

    makers = {"photo": photo.remake, "emblem": emblem.remake, "pdf": pdf.remake, "video": video.remake}
    try:
        result = makers[kind](source, folder)
    except BadFile as error:
        sys.stdout.write(str(error))
        return 3
    sys.stdout.write(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
