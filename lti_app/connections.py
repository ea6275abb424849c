"""Connections for what every launch and page does: a thread holds one, with neither the ORM nor the pool in between."""

from __future__ import annotations

import select
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import Connection, Dialect, Engine
from sqlalchemy.exc import DBAPIError


@dataclass(frozen=True, slots=True)
class Manner:
    """How the driver of one kind of database is spoken to.

    `read` and `write` begin a transaction; none is begun to read where that is empty. `settle` is done to what the pool
    gives. `is_lost` says that a connection that rested must not be used; None where it cannot be lost.
    """

    read: str
    write: str
    settle: Callable[[Any], None] | None
    is_lost: Callable[[Any], bool] | None


def _answer_each_at_once(driver: Any) -> None:
    """Leave it to `Manner.write` to begin. What is read is as it stands at each statement, as in a transaction here."""
    driver.autocommit = True


def _has_said_something(driver: Any) -> bool:
    """Whether the server said something unasked, as it does when it goes; a ping would ask the server each time."""
    if driver.closed:
        return True
    looking = select.poll()
    looking.register(driver.fileno(), select.POLLIN)
    return bool(looking.poll(0))


MANNERS = {
    # A writer that begins plainly and meets another is told "locked" at once, whatever the time-out.
    "sqlite": Manner(read="BEGIN", write="BEGIN IMMEDIATE", settle=None, is_lost=None),
    "postgresql": Manner(read="", write="BEGIN", settle=_answer_each_at_once, is_lost=_has_said_something),
}
"""By the name of SQLAlchemy's dialect."""


class DirectConnection:
    """A connection for one transaction of its own, with what a `Statement` needs of it and no more.

    `reading()` and `writing()` of `lti_app/database.py` make it. `end` ends a transaction, and keeps what was written
    where it is told to. Between two transactions the connection rests in `rests`; a second transaction inside the first
    has one from the pool.
    """

    __slots__ = (
        "_begin",
        "_end",
        "_engine",
        "_manner",
        "_rests",
        "connection",
        "dialect",
        "dispatch",
        "writes",
    )

    def __init__(
        self, engine: Engine, *, writes: bool, end: Callable[[Any, bool], None], rests: threading.local
    ) -> None:
        self.dialect: Dialect = engine.dialect
        self.dispatch: Any = engine.dispatch
        self.connection: Any = None
        self.writes = writes
        self._manner = MANNERS[self.dialect.name]
        self._begin = self._manner.write if writes else self._manner.read
        self._engine, self._end, self._rests = engine, end, rests

    def __enter__(self) -> Self:
        self.connection = self._take_rested() or self._take()
        if self._begin:
            try:
                self.connection.dbapi_connection.execute(self._begin)
            except self.dialect.loaded_dbapi.Error as fault:
                judged = judge_fault(fault, self, text=self._begin)
                self._give_back()
                raise judged from fault
        return self

    def __exit__(self, kind: type[BaseException] | None, _fault: object, _trace: object) -> None:
        try:
            if self._begin and self.connection.is_valid:
                self._end(self.connection, kind is None and self.writes)
        except self.dialect.loaded_dbapi.Error as fault:
            judged = judge_fault(fault, self, text=None)
            self._give_back()
            if kind is None:
                raise judged from fault
        else:
            if hasattr(self._rests, "connection") or not self.connection.is_valid:
                self._give_back()
            else:
                self._rests.connection = self.connection

    def _take_rested(self) -> Any:
        """The connection that this thread holds, unless it is in use, or lost."""
        held = getattr(self._rests, "connection", None)
        if held is not None:
            del self._rests.connection
            if self._manner.is_lost is not None and self._manner.is_lost(held.dbapi_connection):
                held.invalidate()
                return None
        return held

    def _take(self) -> Any:
        try:
            taken = self._engine.raw_connection()
            if self._manner.settle is not None:
                self._manner.settle(taken.dbapi_connection)
        except self.dialect.loaded_dbapi.Error as fault:
            raise wrap_fault(fault, self.dialect, text=None, lost=False) from fault
        return taken

    def _give_back(self) -> None:
        """Give the connection back to the pool, unless it is lost, and so thrown away, already."""
        if self.connection.is_valid:
            self.connection.close()

    def invalidate(self, fault: BaseException) -> None:
        """Have the pool throw the connection away: the database does not answer on it any more."""
        self.connection.invalidate(fault)


Way = Connection | DirectConnection
"""What a `Statement` is sent by: a session's own connection, or that of `reading()` or `writing()`."""


def judge_fault(fault: Any, connection: Way, *, text: str | None) -> DBAPIError:
    """The driver's fault as SQLAlchemy raises it; where the database is gone, the connection is thrown away."""
    lost = connection.dialect.is_disconnect(fault, connection.connection, None)
    if lost:
        connection.invalidate(fault)
    return wrap_fault(fault, connection.dialect, text=text, lost=lost)


def wrap_fault(fault: Any, dialect: Dialect, *, text: str | None, lost: bool) -> DBAPIError:
    """The driver's fault as SQLAlchemy raises it; `lost` says that the connection was thrown away."""
    base = dialect.loaded_dbapi.Error
    wrapped: Any = DBAPIError.instance(
        text, None, fault, base, hide_parameters=True, connection_invalidated=lost
    )
    found: DBAPIError = wrapped
    return found
