#!/usr/bin/env python3
"""Django's command line for Conóceles. `CONOCELES_DATA` says where everything that must be backed up lives."""

import os
import sqlite3
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conoceles.config.settings")
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError
    from redis.exceptions import RedisError

    from conoceles.lib.decision import PersonMustDecide
    from conoceles.lib.disk import SENTENCE, UNPREPARED, cannot_save, is_unprepared
    from conoceles.lib.log_lines import log_what_ends_us
    from conoceles.lib.sealing import SealKeyLost
    from conoceles.lib.unreachable import sentence

    log_what_ends_us()
    try:
        execute_from_command_line(sys.argv)
    except (PersonMustDecide, SealKeyLost) as error:
        sys.exit(str(error))
    except (OSError, DatabaseError, RedisError, sqlite3.Error) as error:
        if is_unprepared(error):
            sys.exit(UNPREPARED)
        if said := sentence(error):
            sys.exit(said)
        # To create the folder of data, or to write in it, without leave is the same to whoever reads it.
        if not cannot_save(error) and not isinstance(error, PermissionError | FileNotFoundError):
            raise
        sys.exit(SENTENCE)


if __name__ == "__main__":
    main()
