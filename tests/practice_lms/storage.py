"""The practice LMS's memory: one SQLite file, one connection, one lock, so that each change is whole."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

Value = str | int | float | bytes | None
Row = Mapping[str, Value]

TABLES = """
CREATE TABLE IF NOT EXISTS people (
  id INTEGER PRIMARY KEY, username TEXT NOT NULL, given_name TEXT NOT NULL, family_name TEXT NOT NULL,
  email TEXT NOT NULL, kind TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sessions (id TEXT PRIMARY KEY, person_id INTEGER NOT NULL, sesskey TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS links (
  id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, description TEXT NOT NULL, url TEXT NOT NULL,
  custom TEXT NOT NULL, position INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS line_items (
  id INTEGER PRIMARY KEY AUTOINCREMENT, tool INTEGER NOT NULL, label TEXT NOT NULL,
  score_maximum REAL NOT NULL, resource_id TEXT NOT NULL, tag TEXT NOT NULL,
  link_id INTEGER, made_for INTEGER, review TEXT,
  grade_type TEXT NOT NULL DEFAULT 'value', locked INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS grades (
  item_id INTEGER NOT NULL, user_id INTEGER NOT NULL, raw REAL, final REAL,
  feedback TEXT NOT NULL DEFAULT '', time_modified INTEGER, received_at TEXT,
  overridden INTEGER NOT NULL DEFAULT 0, locked INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (item_id, user_id));
CREATE TABLE IF NOT EXISTS tokens (token TEXT PRIMARY KEY, scopes TEXT NOT NULL, expires_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS launches (
  launchid TEXT PRIMARY KEY, session_id TEXT NOT NULL, message TEXT NOT NULL,
  link_id INTEGER, container INTEGER);
CREATE TABLE IF NOT EXISTS courses (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL, label TEXT NOT NULL, history TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS link_courses (link_id INTEGER PRIMARY KEY, course_id INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS suspended (person_id INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS notice_handlers (
  notice_type TEXT PRIMARY KEY, handler TEXT NOT NULL, answered INTEGER);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS tools (
  id INTEGER PRIMARY KEY AUTOINCREMENT, client_id TEXT NOT NULL UNIQUE, active INTEGER NOT NULL, kept TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS drafts (id TEXT PRIMARY KEY, person_id INTEGER NOT NULL, items TEXT NOT NULL);
"""
LEARNED = (
    *("grades", "line_items", "links", "tokens", "launches", "drafts"),
    *("courses", "link_courses", "suspended", "notice_handlers"),
)


class Storage:
    """The tables and the one way to them; every statement runs under the same lock."""

    def __init__(self, path: Path) -> None:
        self._lock = RLock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + TABLES)
        # The tool that was registered by hand has number 1.
        self.write(
            "INSERT INTO sqlite_sequence (name, seq) SELECT 'tools', 1 WHERE NOT EXISTS "
            "(SELECT 1 FROM sqlite_sequence WHERE name = 'tools')"
        )
        # Moodle's course total is the first grade item of a course, so no line item ever has number 1.
        self.write(
            "INSERT INTO sqlite_sequence (name, seq) SELECT 'line_items', 1 WHERE NOT EXISTS "
            "(SELECT 1 FROM sqlite_sequence WHERE name = 'line_items')"
        )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep the lock and make the statements inside one change, all or nothing."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def rows(self, statement: str, *values: Value) -> list[Row]:
        """Return the rows that a query finds."""
        with self._lock:
            return [dict(row) for row in self._connection.execute(statement, values).fetchall()]

    def find(self, statement: str, *values: Value) -> Row | None:
        """Return the first row that a query finds, or None."""
        found = self.rows(statement, *values)
        return found[0] if found else None

    def write(self, statement: str, *values: Value) -> int:
        """Return how many rows a statement changed."""
        with self._lock:
            return self._connection.execute(statement, values).rowcount

    def add(self, statement: str, *values: Value) -> int:
        """Return the number that an INSERT's row got."""
        with self._lock:
            number = self._connection.execute(statement, values).lastrowid
            assert number is not None
            return number

    def forget(self, tables: tuple[str, ...] = LEARNED) -> None:
        """Empty the tables named; people and who is signed in stay."""
        with self.transaction():
            for table in tables:
                self._connection.execute(f"DELETE FROM {table}")


def as_int(value: Value) -> int:
    """Return a column's whole number; the schema promises that it is one."""
    assert isinstance(value, int)
    return value


def as_text(value: Value) -> str:
    """Return a column's text; the schema promises that it is one."""
    assert isinstance(value, str)
    return value


def as_number(value: Value) -> float:
    """Return a column's number; the schema promises that it is one."""
    assert isinstance(value, int | float)
    return float(value)
