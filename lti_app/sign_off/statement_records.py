"""What line managers have put their name to, each statement kept as it was signed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_app.database import Base, Instant, closed_set
from lti_app.secret_text import SecretText
from lti_app.sign_off.statement_rules import StatementKind


class SignedStatement(Base):
    """One statement about a participant, with name and post as they were signed.

    `statement` is the wording, line by line, that was put before the line manager and agreed to; `words` are their
    own. `ref` ("activity/task") and `number` say which submission, or which portfolio as handed over, it is about, and
    `contents_digest` what that held. `confirmed_by` is who had confirmed the line manager. It is void from `void_at`.
    """

    __tablename__ = "signed_statements"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    line_manager_id: Mapped[int | None] = mapped_column(ForeignKey("line_managers.id", ondelete="SET NULL"))
    kind: Mapped[StatementKind] = mapped_column(closed_set(StatementKind))
    ref: Mapped[str] = mapped_column(String(130), default="")
    number: Mapped[int] = mapped_column(default=0)
    contents_digest: Mapped[str] = mapped_column(String(64), default="")
    name: Mapped[str] = mapped_column(SecretText)
    post: Mapped[str] = mapped_column(SecretText)
    statement: Mapped[str] = mapped_column(SecretText)
    words: Mapped[str] = mapped_column(SecretText)
    confirmed_by: Mapped[str | None] = mapped_column(SecretText)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    signed_at: Mapped[datetime] = mapped_column(Instant)
    void_at: Mapped[datetime | None] = mapped_column(Instant)
    void_reason: Mapped[str | None] = mapped_column(SecretText)


def list_statements(session: Session, *, person_id: int) -> list[SignedStatement]:
    """Everything that was ever signed about that person, newest first; void ones too."""
    query = select(SignedStatement).where(SignedStatement.person_id == person_id)
    return list(session.scalars(query.order_by(SignedStatement.id.desc())))


def find_statement(session: Session, *, person_id: int, kind: StatementKind) -> SignedStatement | None:
    """The newest statement of that kind about that person; it may be void."""
    return session.scalar(
        select(SignedStatement)
        .where(SignedStatement.person_id == person_id, SignedStatement.kind == kind)
        .order_by(SignedStatement.id.desc())
        .limit(1)
    )
