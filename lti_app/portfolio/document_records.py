"""Documents that are made beside the web pages: asked for, made by the job consumer, kept for a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, String, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_app.database import Base, Instant, closed_set
from lti_app.portfolio.document_rules import DocumentForm
from lti_app.secret_text import SecretText

MOST_KEPT = 40
"""How many documents one person can have at a time: more were asked for by no hand."""
LEASE = timedelta(minutes=2)
"""A document that was begun longer ago and not made was lost with its worker, and is begun again."""


class MadeDocument(Base):
    """A document for one person: `source` is what it is made of (JSON), until `made` holds it (base64 of its bytes).

    `failed_at` where it could not be made. It is gone at `expires_at`.
    """

    __tablename__ = "made_documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    form: Mapped[DocumentForm] = mapped_column(closed_set(DocumentForm))
    standing: Mapped[str] = mapped_column(String(200))
    source: Mapped[str | None] = mapped_column(SecretText)
    made: Mapped[str | None] = mapped_column(SecretText)
    asked_at: Mapped[datetime] = mapped_column(Instant)
    begun_at: Mapped[datetime | None] = mapped_column(Instant)
    made_at: Mapped[datetime | None] = mapped_column(Instant)
    failed_at: Mapped[datetime | None] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)


def find_document(
    session: Session, *, person_id: int, document_id: int, now: datetime
) -> MadeDocument | None:
    """That document, where it is this person's and its time is not over."""
    return session.scalar(
        select(MadeDocument).where(
            MadeDocument.id == document_id,
            MadeDocument.person_id == person_id,
            MadeDocument.expires_at > now,
        )
    )


def list_waiting_documents(session: Session, *, now: datetime) -> list[int]:
    """The numbers of the documents that wait to be made, those lost with a worker among them, oldest first."""
    query = select(MadeDocument.id).where(*_waiting(now)).order_by(MadeDocument.asked_at, MadeDocument.id)
    return list(session.scalars(query))


def count_documents(session: Session, *, person_id: int, now: datetime) -> int:
    """How many documents are kept or made for the person."""
    query = select(func.count()).where(MadeDocument.person_id == person_id, MadeDocument.expires_at > now)
    return session.scalar(query) or 0


def list_on_their_way(session: Session, *, person_id: int, now: datetime) -> list[MadeDocument]:
    """The documents that the person has asked for and that are not made yet."""
    query = select(MadeDocument).where(
        MadeDocument.person_id == person_id,
        MadeDocument.made_at.is_(None),
        MadeDocument.failed_at.is_(None),
        MadeDocument.expires_at > now,
    )
    return list(session.scalars(query))


def record_begun(session: Session, *, document_id: int, now: datetime) -> bool:
    """Whether the document is the caller's to make: one caller alone gets True for it."""
    begun = update(MadeDocument).where(MadeDocument.id == document_id, *_waiting(now)).values(begun_at=now)
    return session.execute(begun).rowcount == 1  # type: ignore[attr-defined, no-any-return]


def clear_expired_documents(session: Session, *, now: datetime) -> None:
    """Take away the documents whose time is over."""
    session.execute(delete(MadeDocument).where(MadeDocument.expires_at <= now))


def _waiting(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        MadeDocument.made_at.is_(None),
        MadeDocument.failed_at.is_(None),
        MadeDocument.expires_at > now,
        or_(MadeDocument.begun_at.is_(None), MadeDocument.begun_at <= now - LEASE),
    )
