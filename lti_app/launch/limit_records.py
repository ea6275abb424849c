"""How often something was tried in the present window, counted for all workers by one statement."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String, bindparam, case
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from lti_app.database import Base, Instant
from lti_app.launch.limit_rules import Counter
from lti_app.statements import Statement, Way


class RateWindow(Base):
    """What was counted under a key in its latest window. The key is a digest: no address stands here."""

    __tablename__ = "rate_windows"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    count: Mapped[int]


_WINDOWS = Base.metadata.tables[RateWindow.__tablename__]


def _build_count(insert: Any) -> Any:
    added = insert(_WINDOWS).values(key=bindparam("key"), ends_at=bindparam("ends_at"), count=1)
    same_window = _WINDOWS.c.ends_at == added.excluded.ends_at
    return added.on_conflict_do_update(
        index_elements=["key"],
        set_={"count": case((same_window, _WINDOWS.c.count + 1), else_=1), "ends_at": added.excluded.ends_at},
    ).returning(_WINDOWS.c.count)


_COUNT = {
    "postgresql": Statement(_build_count(postgresql.insert)),
    "sqlite": Statement(_build_count(sqlite.insert)),
}


def record_attempt(connection: Way, counter: Counter) -> int:
    """How many there were in the counter's window, this one included; workers that count at once each count."""
    counted = _COUNT[connection.dialect.name].row(connection, key=counter.key, ends_at=counter.ends_at)
    count: int = counted.count
    return count
