"""The builder's own small database: the manifest of files, and what the dynamic pages read (cards, frames, old
addresses).

The builder and its background process write it, the workers read it. It can be deleted at any time: a build makes it
again.
"""

import json
import logging
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from conoceles.site.language import SPANISH, current
from conoceles.site.words.said import Said

# Nobody can read or write it now, which is no damage.
UNDAMAGED = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
}
HEAD = b"SQLite format 3\x00"
log = logging.getLogger(__name__)
# Raised with every change of the tables: a store of another number is emptied, and the next build fills it.
VERSION = 7
TABLES = ("page", "card", "voice", "said", "place", "frame", "moved", "note", "term", "entry", "sequence")
# Long rows are kept whole beside their index (no WITHOUT ROWID): as its entries they would be split over many pages.
SCHEMA = """
CREATE TABLE IF NOT EXISTS page (
  path TEXT PRIMARY KEY, hash TEXT NOT NULL, edition INTEGER NOT NULL, turn INTEGER NOT NULL, stamp TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS card (
  language TEXT, election TEXT, key TEXT, hash TEXT NOT NULL, number INTEGER NOT NULL,
  line TEXT NOT NULL, html TEXT NOT NULL, shown TEXT NOT NULL,
  PRIMARY KEY (language, election, key)
);
CREATE TABLE IF NOT EXISTS voice (
  election TEXT, key TEXT, answers TEXT NOT NULL, PRIMARY KEY (election, key)
);
CREATE TABLE IF NOT EXISTS said (
  election TEXT, key TEXT, answers TEXT NOT NULL, text TEXT NOT NULL, places TEXT NOT NULL,
  PRIMARY KEY (election, key)
);
CREATE TABLE IF NOT EXISTS place (
  election TEXT, name TEXT, title TEXT NOT NULL, contests TEXT NOT NULL, PRIMARY KEY (election, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS frame (
  language TEXT, election TEXT, document TEXT NOT NULL, PRIMARY KEY (language, election)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS moved (
  election TEXT, slug TEXT, target TEXT NOT NULL, PRIMARY KEY (election, slug)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS term (election TEXT, name TEXT, ids BLOB NOT NULL, PRIMARY KEY (election, name));
CREATE TABLE IF NOT EXISTS entry (
  election TEXT, id INTEGER, key TEXT NOT NULL, terms TEXT NOT NULL,
  by_name TEXT NOT NULL, by_ballot TEXT NOT NULL, by_office TEXT NOT NULL,
  PRIMARY KEY (election, id), UNIQUE (election, key)
);
CREATE TABLE IF NOT EXISTS sequence (election TEXT, name TEXT, ids BLOB NOT NULL, PRIMARY KEY (election, name));
"""


class Store:
    """A connection to the builder's database."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
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
        self.inode = path.stat().st_ino
        self._alone = Lock()
        # What `frame` read last, and of which state: another connection's writes, and ours.
        self._frames: tuple[tuple[int, int], dict[tuple[str, str], dict[str, Any]]] = ((-1, -1), {})

    @classmethod
    def whole(cls, path: Path) -> "Store":
        """Open it for the builder. One that is damaged is thrown away: the build that follows fills another."""
        if not path.exists():
            return cls(path)._for_writing()
        try:
            with path.open("rb") as file:
                begins = file.read(len(HEAD)) == HEAD
            if begins:
                store = cls(path)._for_writing()
                if store.connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok":
                    return store
                store.close()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF in UNDAMAGED:
                raise
        log.warning("El almacén del sitio estaba dañado: se hace de nuevo.")
        for ending in ("", "-wal", "-shm"):
            Path(f"{path}{ending}").unlink(missing_ok=True)
        return cls(path)._for_writing()

    def _for_writing(self) -> "Store":
        """Let a whole election be written in one transaction without going back to the disk for its own pages."""
        self.connection.execute("PRAGMA cache_size=-65536")
        return self

    @property
    def lost(self) -> bool:
        """Whether the file is no longer the one that was opened."""
        try:
            return self.path.stat().st_ino != self.inode
        except OSError:
            return True

    @property
    def ready(self) -> bool:
        """Whether anything was written there: a build that ended, or what dynamic pages need of some election."""
        return bool(self.note("edition") or self.connection.execute("SELECT 1 FROM frame LIMIT 1").fetchone())

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read all of a block in one state of the database, one thread at a time."""
        with self._alone:
            self.connection.execute("BEGIN")
            try:
                yield
            finally:
                if self.connection.in_transaction:
                    self.connection.execute("COMMIT")

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Keep other writers away until the end of a block, and keep what it wrote; nothing of it when it fails."""
        self.connection.execute("BEGIN IMMEDIATE")
        whole = False
        try:
            yield
            whole = True
        finally:
            self.connection.execute("COMMIT" if whole else "ROLLBACK")

    def turn(self) -> int:
        """Return the number of a plan that is about to be made: later plans have greater ones."""
        with self.writing():
            turn = int(self.note("turn") or 0) + 1
            self.put_note("turn", str(turn))
        return turn

    def manifest(self) -> dict[str, str]:
        """Return {path: hash} of the files that stand."""
        return dict(self.connection.execute("SELECT path, hash FROM page WHERE hash != ''"))

    def stamps(self) -> dict[str, str]:
        """Return {path: stamp} of the files that stand, as they were when they were put there."""
        return dict(self.connection.execute("SELECT path, stamp FROM page WHERE hash != ''"))

    def newer(self, path: str, edition: int, turn: int) -> bool:
        """Return whether a file was put or removed by a later state, or by a later plan of the same one."""
        row = self.connection.execute("SELECT edition, turn FROM page WHERE path = ?", (path,)).fetchone()
        return row is not None and tuple(row) > (edition, turn)

    def wrote(self, path: str, page_hash: str, edition: int, turn: int, stamp: str) -> None:
        """Note a file that was put in its place; '' as hash for one that was removed, which no older state brings
        back."""
        row = (path, page_hash, edition, turn, stamp)
        self.connection.execute("INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?)", row)

    def damaged(self, path: str) -> None:
        """Forget what a file shows, so that it is made again."""
        self.connection.execute("UPDATE page SET hash = '', edition = 0, turn = 0 WHERE path = ?", (path,))

    def forget_editions(self) -> None:
        """Let any state write over what stands: the ledger that it came from is no longer ours."""
        self.connection.execute("UPDATE page SET edition = 0, turn = 0")

    def card_hashes(self, election: str) -> dict[str, str]:
        """Return {candidacy key: hash} of the cards of an election."""
        rows = "SELECT key, hash FROM card WHERE election = ? AND language = ?"
        return dict(self.connection.execute(rows, (election, SPANISH)))

    def put_cards(self, rows: Iterable[tuple[str, str, str, str, int, str, str, str]]) -> None:
        """Keep rows of (language, election, key, hash, edition of the profile, how it is suggested as HTML, html, what
        it shows as JSON)."""
        self.connection.executemany("INSERT OR REPLACE INTO card VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def drop_cards(self, election: str, keys: Iterable[str]) -> None:
        """Forget some candidacies: their cards, and what they wrote."""
        gone = [(election, key) for key in keys]
        self.connection.executemany("DELETE FROM card WHERE election = ? AND key = ?", gone)
        self.drop_said(election, [key for _election, key in gone])

    def put_said(self, election: str, rows: Iterable[tuple[str, Said]]) -> None:
        """Keep what candidacies wrote, as (key, what)."""
        self.connection.executemany(
            "INSERT OR REPLACE INTO said VALUES (?, ?, ?, ?, ?)",
            [(election, key, json.dumps(one.answers), one.text, one.places) for key, one in rows],
        )

    def drop_said(self, election: str, keys: Iterable[str]) -> None:
        """Forget what some candidacies wrote, as search and as comparison read it."""
        gone = [(election, key) for key in keys]
        self.connection.executemany("DELETE FROM said WHERE election = ? AND key = ?", gone)
        self.connection.executemany("DELETE FROM voice WHERE election = ? AND key = ?", gone)

    def said(self, election: str, keys: list[str]) -> dict[str, Said]:
        """Return {key: what it wrote} of those who wrote anything."""
        marks = ",".join("?" * len(keys))
        rows = self.connection.execute(
            f"SELECT key, answers, text, places FROM said WHERE election = ? AND key IN ({marks})",  # noqa: S608
            (election, *keys),
        )
        return {key: Said.kept(*row) for key, *row in rows}

    def put_places(self, election: str, rows: Iterable[tuple[str, str, list[str]]]) -> None:
        """Keep where people vote, as (name, title, contests voted there); the sections of one ballot share a line."""
        self.connection.execute("DELETE FROM place WHERE election = ?", (election,))
        self.connection.executemany(
            "INSERT INTO place VALUES (?, ?, ?, ?)",
            [(election, name, title, " ".join(contests)) for name, title, contests in rows],
        )

    def place(self, election: str, name: str) -> tuple[str, list[str]] | None:
        """Return the title of a place and the keys of the contests voted there, in ballot order; None for no place."""
        row = self.connection.execute(
            "SELECT title, contests FROM place WHERE election = ? AND name = ?", (election, name)
        ).fetchone()
        return (row[0], row[1].split()) if row else None

    def cards(self, election: str, keys: list[str]) -> list[tuple[str, str]]:
        """Return (key, HTML) of the cards, in the language being written and the order of the keys; those that are gone
        are left out."""
        return [(key, html) for key, html in self._rows("card", "html", election, keys)]

    def lines(self, election: str, keys: list[str]) -> list[str]:
        """Return how candidacies are suggested, as HTML, as `cards` does."""
        return [line for _key, line in self._rows("card", "line", election, keys)]

    def shown(self, election: str, keys: list[str]) -> list[dict[str, Any]]:
        """Return what the cards show, with the `number` of each profile's edition (0 for none), as `cards` does."""
        return [
            {**json.loads(shown), "number": number}
            for _key, number, shown in self._rows("card", "number, shown", election, keys)
        ]

    def named(self, election: str, keys: list[str]) -> list[tuple[str, str, str, bool]]:
        """Return (key, address, name, whether it answered) of candidacies, as `cards` does."""
        columns = ", ".join(f"json_extract(shown, '$.{name}')" for name in ("url", "name", "answered"))
        return [(key, url, name, bool(done)) for key, url, name, done in self._rows("card", columns, election, keys)]

    def put_voices(self, election: str, rows: Iterable[tuple[str, Any]]) -> None:
        """Keep what candidacies answered as a comparison shows it, as (key, what `voices` then gives)."""
        self.connection.executemany(
            "INSERT OR REPLACE INTO voice VALUES (?, ?, ?)",
            [(election, key, json.dumps(answers, ensure_ascii=False)) for key, answers in rows],
        )

    def voices(self, election: str, keys: list[str]) -> dict[str, Any]:
        """Return {key: what it answered} of those that answered anything."""
        marks = ",".join("?" * len(keys))
        rows = self.connection.execute(
            f"SELECT key, answers FROM voice WHERE election = ? AND key IN ({marks})",  # noqa: S608
            (election, *keys),
        )
        return {key: json.loads(answers) for key, answers in rows}

    def _rows(self, table: str, columns: str, election: str, keys: list[str]) -> list[Any]:
        marks = ",".join("?" * len(keys))
        rows = self.connection.execute(
            f"SELECT key, {columns} FROM {table} WHERE language = ? AND election = ? AND key IN ({marks})",  # noqa: S608
            (current(), election, *keys),
        )
        found = {row[0]: row for row in rows}
        return [found[key] for key in keys if key in found]

    def put_frame(self, election: str, document: dict[str, Any]) -> None:
        """Keep what the dynamic pages of an election share, in the language being written."""
        text = json.dumps(document | {"once": {}}, ensure_ascii=False, default=str)
        self.connection.execute("INSERT OR REPLACE INTO frame VALUES (?, ?, ?)", (current(), election, text))

    def frame(self, election: str) -> dict[str, Any] | None:
        """Return what the dynamic pages of an election need, or None when there is no such election.

        It is read once for each state of the database; whoever asks gets the same, and changes nothing of it but
        `once`, where what is made of it alone is kept.
        """
        state = (self.connection.execute("PRAGMA data_version").fetchone()[0], self.connection.total_changes)
        read_of, frames = self._frames
        if state != read_of:
            # Begun before it is read: what is kept for a state was read in it, or after it.
            frames = {}
            self._frames = (state, frames)
        key = (current(), election)
        found = frames.get(key)
        if found is None:
            row = self.connection.execute(
                "SELECT document FROM frame WHERE language = ? AND election = ?", key
            ).fetchone()
            if row is None:
                return None
            found = frames[key] = json.loads(row[0])
        return found

    def forget(self, election: str) -> None:
        """Drop all that the dynamic pages know of an election."""
        for table in ("frame", "card", "voice", "said", "place", "moved"):
            self.connection.execute(f"DELETE FROM {table} WHERE election = ?", (election,))  # noqa: S608
        self.connection.execute("DELETE FROM note WHERE name = ?", (f"places {election}",))
        self.forget_index(election)

    def forget_index(self, election: str) -> None:
        """Drop the search index of an election."""
        names = f"index {election}", f"index state {election}"
        self.connection.execute("DELETE FROM note WHERE name IN (?, ?)", names)
        for table in ("term", "entry", "sequence"):
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


def built_edition(folder: Path) -> int:
    """Return the last edition that a build folder shows; 0 where nothing was built."""
    path = folder / "site.sqlite3"
    if not path.is_file():
        return 0
    store = Store(path)
    try:
        return int(store.note("edition") or 0)
    finally:
        store.close()
