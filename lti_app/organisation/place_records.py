"""Where an organisation keeps its readings, films and slides: what its people have said of each place of the pack."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from lti_app.database import Base, Instant
from lti_app.statements import Statement, Way


class FilledPlace(Base):
    """What stands for one place: an address, `programme.places.IN_LMS`, or "" where somebody emptied it."""

    __tablename__ = "filled_places"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    place_key: Mapped[str] = mapped_column(String(60), primary_key=True)
    address: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime] = mapped_column(Instant)


_FILLED = Statement(
    select(FilledPlace.place_key, FilledPlace.address).where(
        FilledPlace.organisation_id == bindparam("organisation_id")
    )
)


def list_filled_places(connection: Way, organisation_id: int) -> dict[str, str]:
    """What an organisation has said of its places, by their keys."""
    rows = _FILLED.rows(connection, organisation_id=organisation_id)
    return {row.place_key: row.address for row in rows}
