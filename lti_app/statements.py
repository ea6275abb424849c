"""Statements that nearly every request sends: written with SQLAlchemy, compiled once, then given to the driver.

What SQLAlchemy does around a statement each time it is sent costs some ten times what SQLite takes to run it
(docs/performance.md). Use this where every launch or participant's page goes, and nowhere else.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Dialect, Table, bindparam, insert
from sqlalchemy.types import TypeEngine

from lti_app.connections import Way, judge_fault

__all__ = ["Statement", "Way"]


class Built(Protocol):
    """A statement as SQLAlchemy's functions give it."""

    def compile(self, *, dialect: Dialect) -> Any:
        """The statement in the words of one database."""


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement in the words of one database, with what its values go through on the way there and back.

    `order` are the names of the values in their places; None where the driver takes them by name. `writes` says that it
    changes rows.
    """

    text: str
    writes: bool
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
        if compiled.writes and not getattr(connection, "writes", True):
            raise ValueError("a statement that writes, in a transaction that only reads")
        sent = compiled.prepare(values)
        try:
            for listener in connection.dispatch.before_cursor_execute:
                listener(connection, None, compiled.text, sent, None, False)
            driver: Any = connection.connection.dbapi_connection
            return driver.execute(compiled.text, sent)
        except connection.dialect.loaded_dbapi.Error as fault:
            raise judge_fault(fault, connection, text=compiled.text) from fault

    def _find_compiled(self, dialect: Dialect) -> _Compiled:
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = _compile(self._built, dialect)
        return compiled


def _compile(built: Any, dialect: Dialect) -> _Compiled:
    compiled = built.compile(dialect=dialect)
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    outward = {name: _adapt(bind.type, dialect).bind_processor(dialect) for name, bind in binds.items()}
    columns = list(built.exported_columns) if getattr(built, "exported_columns", None) is not None else []
    return _Compiled(
        text=str(compiled),
        writes=built.is_dml,
        fixed={name: bind.effective_value for name, bind in binds.items() if not bind.required},
        outward=tuple((name, change) for name, change in outward.items() if change is not None),
        order=tuple(compiled.positiontup) if compiled.positional else None,
        inward=tuple(_adapt(column.type, dialect).result_processor(dialect, None) for column in columns),
        make_row=namedtuple("Row", [column.name for column in columns]),  # noqa: PYI024 - its columns are the statement's
    )


def _adapt(kind: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return kind.dialect_impl(dialect)
