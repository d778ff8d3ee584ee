"""Backups: what they hold, where they lie, how one is taken and put back."""
