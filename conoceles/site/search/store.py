"""The builder's own small database: the manifest of files, and what the dynamic pages read (cards, frames, old
addresses).

One process writes it, the workers read it. It can be deleted at any time: a build makes it again.
"""

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from conoceles.site.language import SPANISH, current

# Raised with every change of the tables: a store of another number is emptied, and the next build fills it.
VERSION = 3
TABLES = ("page", "card", "frame", "moved", "note")
SCHEMA = """
CREATE TABLE IF NOT EXISTS page (path TEXT PRIMARY KEY, hash TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS card (
  language TEXT, election TEXT, key TEXT, hash TEXT NOT NULL, number INTEGER NOT NULL,
  html TEXT NOT NULL, shown TEXT NOT NULL,
  PRIMARY KEY (language, election, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS frame (
  language TEXT, election TEXT, document TEXT NOT NULL, PRIMARY KEY (language, election)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS moved (
  election TEXT, slug TEXT, target TEXT NOT NULL, PRIMARY KEY (election, slug)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


class Store:
    """A connection to the builder's database."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.connection = sqlite3.connect(path, timeout=20, isolation_level=None, check_same_thread=False)
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA synchronous=OFF")
        # What is deleted here was deleted for a reason: its bytes go too.
        self.connection.execute("PRAGMA secure_delete=ON")
        if self.connection.execute("PRAGMA user_version").fetchone()[0] != VERSION:
            for table in TABLES:
                self.connection.execute(f"DROP TABLE IF EXISTS {table}")
            self.connection.execute(f"PRAGMA user_version={VERSION}")
        self.connection.executescript(SCHEMA)

    def begin(self) -> None:
        self.connection.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        self.connection.execute("COMMIT")

    def manifest(self) -> dict[str, str]:
        """Return {path: hash} of the files that were written."""
        return dict(self.connection.execute("SELECT path, hash FROM page"))

    def wrote(self, path: str, page_hash: str) -> None:
        self.connection.execute("INSERT OR REPLACE INTO page VALUES (?, ?)", (path, page_hash))

    def removed(self, path: str) -> None:
        self.connection.execute("DELETE FROM page WHERE path = ?", (path,))

    def card_hashes(self, election: str) -> dict[str, str]:
        """Return {candidacy key: hash} of the cards of an election."""
        rows = "SELECT key, hash FROM card WHERE election = ? AND language = ?"
        return dict(self.connection.execute(rows, (election, SPANISH)))

    def put_cards(self, rows: Iterable[tuple[str, str, str, str, int, str, str]]) -> None:
        """Keep rows of (language, election, key, hash, edition of the profile, html, what it shows as JSON)."""
        self.connection.executemany("INSERT OR REPLACE INTO card VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def drop_cards(self, election: str, keys: Iterable[str]) -> None:
        self.connection.executemany(
            "DELETE FROM card WHERE election = ? AND key = ?", [(election, key) for key in keys]
        )

    def cards(self, election: str, keys: list[str]) -> list[str]:
        """Return the cards' HTML, in the language being written and the order of the keys; those that are gone are left
        out."""
        return [html for html, _number, _shown in self._cards(election, keys)]

    def shown(self, election: str, keys: list[str]) -> list[dict[str, Any]]:
        """Return what the cards show, with the `number` of each profile's edition (0 for none), as `cards` does."""
        return [{**json.loads(shown), "number": number} for _html, number, shown in self._cards(election, keys)]

    def _cards(self, election: str, keys: list[str]) -> list[tuple[str, int, str]]:
        marks = ",".join("?" * len(keys))
        rows = self.connection.execute(
            f"SELECT key, html, number, shown FROM card WHERE language = ? AND election = ? AND key IN ({marks})",  # noqa: S608
            (current(), election, *keys),
        )
        found = {row[0]: row[1:] for row in rows}
        return [found[key] for key in keys if key in found]

    def put_frame(self, election: str, document: dict[str, Any]) -> None:
        """Keep what the dynamic pages of an election share, in the language being written."""
        text = json.dumps(document, ensure_ascii=False, default=str)
        self.connection.execute("INSERT OR REPLACE INTO frame VALUES (?, ?, ?)", (current(), election, text))

    def frame(self, election: str) -> dict[str, Any] | None:
        """Return what the dynamic pages of an election need, or None when there is no such election."""
        row = self.connection.execute(
            "SELECT document FROM frame WHERE language = ? AND election = ?", (current(), election)
        ).fetchone()
        return json.loads(row[0]) if row else None

    def forget(self, election: str) -> None:
        """Drop all that the dynamic pages know of an election."""
        for table in ("frame", "card", "moved"):
            self.connection.execute(f"DELETE FROM {table} WHERE election = ?", (election,))  # noqa: S608

    def put_moved(self, election: str, moved: dict[str, str]) -> None:
        self.connection.execute("DELETE FROM moved WHERE election = ?", (election,))
        self.connection.executemany("INSERT INTO moved VALUES (?, ?, ?)", [(election, *pair) for pair in moved.items()])

    def moved(self, election: str, slug: str) -> str | None:
        """Return the address that an old one redirects to, or None."""
        row = self.connection.execute(
            "SELECT target FROM moved WHERE election = ? AND slug = ?", (election, slug)
        ).fetchone()
        return row[0] if row else None

    def note(self, name: str) -> str:
        """Return a note, '' when there is none."""
        row = self.connection.execute("SELECT value FROM note WHERE name = ?", (name,)).fetchone()
        return row[0] if row else ""

    def put_note(self, name: str, value: str) -> None:
        self.connection.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (name, value))

    def forget_deleted(self) -> None:
        """Leave nothing of what was deleted in the journal either."""
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self.connection.close()
