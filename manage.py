#!/usr/bin/env python3
"""Django's command line for Conóceles. `CONOCELES_DATA` says where everything that must be backed up lives."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conoceles.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
