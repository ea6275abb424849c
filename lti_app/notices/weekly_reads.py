"""Whose mail is due this week, and what a person's own page says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from lti_app.database import read_only
from lti_app.notices.records import WeeklyChoice, find_choice, find_line_manager_choice
from lti_app.notices.weekly_rules import ChoiceState
from lti_app.sign_off.naming_rules import mask_mail_address


@dataclass(frozen=True, slots=True)
class NoticesPage:
    """What the page says: whether mails come, and where to; `asked` awaits its code. Both are masked."""

    is_on: bool
    address: str
    asked: str


NOT_CHOSEN = NoticesPage(is_on=False, address="", asked="")


def get_notices_page(*, person_id: int) -> NoticesPage:
    """The page on which a participant or trainer chooses."""
    with read_only() as session:
        return _page_of(find_choice(session, person_id=person_id))


def get_line_manager_notices(*, organisation_id: int, address_digest: str) -> NoticesPage:
    """What a line manager's desk says of the mail."""
    with read_only() as session:
        return _page_of(
            find_line_manager_choice(session, organisation_id=organisation_id, address_digest=address_digest)
        )


def list_due_choices(week: date) -> tuple[int, ...]:
    """Those who want the mail and for whom that week has not been decided."""
    with read_only() as session:
        query = select(WeeklyChoice.id).where(
            WeeklyChoice.state == ChoiceState.ON,
            or_(WeeklyChoice.last_week.is_(None), WeeklyChoice.last_week < week),
        )
        return tuple(session.scalars(query.order_by(WeeklyChoice.id)))


def _page_of(choice: WeeklyChoice | None) -> NoticesPage:
    if choice is None:
        return NOT_CHOSEN
    return NoticesPage(
        is_on=choice.state is ChoiceState.ON,
        address=mask_mail_address(choice.address or ""),
        asked=mask_mail_address(choice.asked_address) if choice.asked_address else "",
    )
