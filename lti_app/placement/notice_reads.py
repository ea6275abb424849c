"""The registration that a notice says it is from."""

from __future__ import annotations

from sqlalchemy import select

from lti_app.database import read_only
from lti_app.lti.platforms import Platform
from lti_app.organisation.records import PlatformRecord, platform_value


def find_sending_platform(*, issuer: str, client_ids: tuple[str, ...]) -> Platform | None:
    """The registration of that issuer and one of those clients; None where there is none, or more than one."""
    with read_only() as session:
        rows = session.scalars(
            select(PlatformRecord)
            .where(PlatformRecord.issuer == issuer, PlatformRecord.client_id.in_(client_ids))
            .limit(2)
        ).all()
        return platform_value(rows[0]) if len(rows) == 1 else None
