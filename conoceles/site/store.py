"""The builder's own small database: the manifest of files, and what the dynamic pages read (cards, frames, old addresses).

One process writes it, the workers read it. It can be deleted at any time: a build makes it again.
"""

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS page (path TEXT PRIMARY KEY, hash TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS card (
  election TEXT, key TEXT, hash TEXT NOT NULL, html TEXT NOT NULL, PRIMARY KEY (election, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS frame (election TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS moved (election TEXT, slug TEXT, target TEXT NOT NULL, PRIMARY KEY (election, slug)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


class Store:
    """A connection to the builder's database."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.connection = sqlite3.connect(path, timeout=20, isolation_level=None, check_same_thread=False)
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA synchronous=OFF")
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
        return dict(self.connection.execute("SELECT key, hash FROM card WHERE election = ?", (election,)))

    def put_cards(self, rows: Iterable[tuple[str, str, str, str]]) -> None:
        """Keep (election, key, hash, html) rows."""
        self.connection.executemany("INSERT OR REPLACE INTO card VALUES (?, ?, ?, ?)", rows)

    def drop_cards(self, election: str, keys: Iterable[str]) -> None:
        self.connection.executemany(
            "DELETE FROM card WHERE election = ? AND key = ?", [(election, key) for key in keys]
        )

    def cards(self, election: str, keys: list[str]) -> list[str]:
        """Return the cards' HTML in the order of the keys; those that are gone are left out."""
        marks = ",".join("?" * len(keys))
        rows = self.connection.execute(
            f"SELECT key, html FROM card WHERE election = ? AND key IN ({marks})",  # noqa: S608
            (election, *keys),
        )
        found = dict(rows.fetchall())
        return [found[key] for key in keys if key in found]

    def put_frame(self, election: str, document: dict[str, Any]) -> None:
        text = json.dumps(document, ensure_ascii=False, default=str)
        self.connection.execute("INSERT OR REPLACE INTO frame VALUES (?, ?)", (election, text))

    def frame(self, election: str) -> dict[str, Any] | None:
        """Return what the dynamic pages of an election need, or None when there is no such election."""
        row = self.connection.execute("SELECT document FROM frame WHERE election = ?", (election,)).fetchone()
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

    def close(self) -> None:
        self.connection.close()
