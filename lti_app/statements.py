"""Statements that nearly every request sends: written with SQLAlchemy, compiled once, then given to the driver.

What SQLAlchemy does around a statement each time it is sent costs some ten times what SQLite takes to run it
(docs/performance.md). Use this where every launch or participant's page goes, and nowhere else.
"""

from __future__ import annotations

import threading
from collections import namedtuple
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, Self

from sqlalchemy import Connection, Dialect, Engine, Table, bindparam, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine


class Built(Protocol):
    """A statement as SQLAlchemy's functions give it."""

    def compile(self, *, dialect: Dialect) -> Any:
        """The statement in the words of one database."""


class DirectConnection:
    """A connection for one transaction of its own, with what a `Statement` needs of it and no more.

    `reading()` and `writing()` make it. `begin` is how the transaction begins where the driver does not begin it by
    itself; `end` ends it, and keeps what was written where it is told to. Where threads hold a connection between two
    transactions, it rests in `rests`; others come from the pool and go back there.
    """

    __slots__ = ("_begin", "_end", "_engine", "_rests", "_writes", "connection", "dialect", "dispatch")

    def __init__(
        self,
        engine: Engine,
        *,
        begin: str,
        end: Callable[[Any, bool], None],
        writes: bool,
        rests: threading.local | None,
    ) -> None:
        self.dialect: Dialect = engine.dialect
        self.dispatch: Any = engine.dispatch
        self.connection: Any = None
        self._engine, self._begin, self._end, self._writes, self._rests = engine, begin, end, writes, rests

    def __enter__(self) -> Self:
        held = getattr(self._rests, "connection", None)
        if held is not None:
            # A second transaction inside the first finds none and takes another.
            del self._rests.connection  # type: ignore[union-attr]
            self.connection = held
        else:
            self._take()
        if self._begin:
            try:
                self.connection.dbapi_connection.execute(self._begin)
            except self.dialect.loaded_dbapi.Error as fault:
                judged = _judge(fault, self, text=self._begin)
                self._give_back()
                raise judged from fault
        return self

    def __exit__(self, kind: type[BaseException] | None, _fault: object, _trace: object) -> None:
        try:
            if self.connection.is_valid:
                self._end(self.connection, kind is None and self._writes)
        except self.dialect.loaded_dbapi.Error as fault:
            judged = _judge(fault, self, text=None)
            self._give_back()
            if kind is None:
                raise judged from fault
        else:
            if self._rests is None or hasattr(self._rests, "connection") or not self.connection.is_valid:
                self._give_back()
            else:
                self._rests.connection = self.connection

    def _take(self) -> None:
        try:
            self.connection = self._engine.raw_connection()
        except self.dialect.loaded_dbapi.Error as fault:
            raise _wrap(fault, self.dialect, text=None, lost=False) from fault

    def _give_back(self) -> None:
        """Give the connection back to the pool, unless it is lost, and so thrown away, already."""
        if self.connection.is_valid:
            self.connection.close()

    def invalidate(self, fault: BaseException) -> None:
        """Have the pool throw the connection away: the database does not answer on it any more."""
        self.connection.invalidate(fault)


Way = Connection | DirectConnection
"""What a `Statement` is sent by: a session's own connection, or that of `reading()` or `writing()`."""


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement in the words of one database, with what its values go through on the way there and back.

    `order` are the names of the values in their places; None where the driver takes them by name.
    """

    text: str
    fixed: Mapping[str, Any]
    outward: tuple[tuple[str, Callable[[Any], Any]], ...]
    order: tuple[str, ...] | None
    inward: tuple[Callable[[Any], Any] | None, ...]
    make_row: Callable[..., Any]

    def prepare(self, values: dict[str, Any]) -> Any:
        """The values as the driver takes them."""
        sent = {**self.fixed, **values} if self.fixed else values
        for name, change in self.outward:
            sent[name] = change(sent[name])
        return sent if self.order is None else [sent[name] for name in self.order]

    def read(self, row: Any) -> Any:
        """A row of the driver's as a named tuple, each value as its column's type has it."""
        return self.make_row(*[value if to is None else to(value) for to, value in zip(self.inward, row)])


class Statement:
    """A statement of fixed shape: each value that changes is a `bindparam`, and there is no IN with a list.

    It runs in the transaction that its connection is in (`reading()`, `writing()`, `session.connection()`). Faults are
    raised, and statements counted, as for any other statement.
    """

    def __init__(self, built: Built) -> None:
        self._built = built
        self._compiled: dict[str, _Compiled] = {}

    @classmethod
    def adding(cls, table: Table, *, but: Collection[str] = ()) -> Statement:
        """The one that adds a row to `table`; each column is given by its name, except those in `but`."""
        columns = [column.name for column in table.c if column.name not in but]
        return cls(insert(table).values({name: bindparam(name) for name in columns}))

    def rows(self, connection: Way, **values: Any) -> list[Any]:
        """The rows that it gives, as named tuples."""
        compiled = self._find_compiled(connection.dialect)
        return [compiled.read(row) for row in self._send(connection, compiled, values).fetchall()]

    def row(self, connection: Way, **values: Any) -> Any:
        """The one row that it gives; None where there is none."""
        found = self.rows(connection, **values)
        if len(found) > 1:
            raise ValueError("more than one row")
        return found[0] if found else None

    def run(self, connection: Way, **values: Any) -> int:
        """How many rows it has written."""
        written: int = self._send(connection, self._find_compiled(connection.dialect), values).rowcount
        return written

    def _send(self, connection: Way, compiled: _Compiled, values: dict[str, Any]) -> Any:
        sent = compiled.prepare(values)
        try:
            for listener in connection.dispatch.before_cursor_execute:
                listener(connection, None, compiled.text, sent, None, False)
            driver: Any = connection.connection.dbapi_connection
            return driver.execute(compiled.text, sent)
        except connection.dialect.loaded_dbapi.Error as fault:
            raise _judge(fault, connection, text=compiled.text) from fault

    def _find_compiled(self, dialect: Dialect) -> _Compiled:
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = _compile(self._built, dialect)
        return compiled


def _judge(fault: Any, connection: Way, *, text: str | None) -> DBAPIError:
    """The driver's fault as SQLAlchemy raises it; where the database is gone, the connection is thrown away."""
    lost = connection.dialect.is_disconnect(fault, connection.connection, None)
    if lost:
        connection.invalidate(fault)
    return _wrap(fault, connection.dialect, text=text, lost=lost)


def _wrap(fault: Any, dialect: Dialect, *, text: str | None, lost: bool) -> DBAPIError:
    base = dialect.loaded_dbapi.Error
    wrapped: Any = DBAPIError.instance(
        text, None, fault, base, hide_parameters=True, connection_invalidated=lost
    )
    found: DBAPIError = wrapped
    return found


def _compile(built: Any, dialect: Dialect) -> _Compiled:
    compiled = built.compile(dialect=dialect)
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    outward = {name: _adapt(bind.type, dialect).bind_processor(dialect) for name, bind in binds.items()}
    columns = list(built.exported_columns) if getattr(built, "exported_columns", None) is not None else []
    return _Compiled(
        text=str(compiled),
        fixed={name: bind.effective_value for name, bind in binds.items() if not bind.required},
        outward=tuple((name, change) for name, change in outward.items() if change is not None),
        order=tuple(compiled.positiontup) if compiled.positional else None,
        inward=tuple(_adapt(column.type, dialect).result_processor(dialect, None) for column in columns),
        make_row=namedtuple("Row", [column.name for column in columns]),  # noqa: PYI024 - its columns are the statement's
    )


def _adapt(kind: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return kind.dialect_impl(dialect)
