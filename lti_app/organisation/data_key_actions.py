"""Encrypting every secret text of the database anew with the newest data key, some rows at a time."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Column, Table, Text, column, select, table, update

from lti_app.database import Base, transaction
from lti_app.secret_text import SecretText, renew_secret

BATCH = 100


@dataclass(frozen=True, slots=True)
class SecretColumn:
    """A column of encrypted text, and the key that its table's rows are counted by."""

    table: str
    column: str
    key: str


@dataclass(frozen=True, slots=True)
class RenewedBatch:
    """How many rows were looked at and renewed; `last` is the last row's key, None at the end of the table."""

    seen: int
    renewed: int
    last: int | str | None


def list_secret_columns() -> tuple[SecretColumn, ...]:
    """Every column of encrypted text of the service."""
    return tuple(
        SecretColumn(one.name, each.name, _key_of(one))
        for one in Base.metadata.sorted_tables
        for each in one.columns
        if isinstance(each.type, SecretText)
    )


def renew_batch(secrets: SecretColumn, *, after: int | str | None) -> RenewedBatch:
    """Encrypt the next rows behind `after` anew, where an older key encrypted them.

    A row that somebody else changes meanwhile is theirs: it is encrypted with the newest key already. Raises
    `cryptography.fernet.InvalidToken` where none of the data keys fits.
    """
    # Named anew as plain text: the table's own column would decrypt what is read and encrypt what is written.
    key: Column[int | str] = column(secrets.key)  # type: ignore[assignment]
    text = column(secrets.column, Text)
    rows = table(secrets.table, key, text)
    query = select(key, text).select_from(rows).where(text.is_not(None)).order_by(key).limit(BATCH)
    if after is not None:
        query = query.where(key > after)
    renewed = 0
    with transaction() as session:
        found = session.execute(query).all()
        for number, before in found:
            fresh = renew_secret(before)
            if fresh is not None:
                changed = update(rows).where(key == number, text == before).values({secrets.column: fresh})
                renewed += session.execute(changed).rowcount  # type: ignore[attr-defined]
    return RenewedBatch(seen=len(found), renewed=renewed, last=found[-1][0] if len(found) == BATCH else None)


def _key_of(one: Table) -> str:
    (key,) = one.primary_key.columns
    return str(key.name)
