"""A portfolio as it was handed over: for its writer, and for the line manager to whom it was handed."""

from __future__ import annotations

from lti_app.database import read_only
from lti_app.portfolio.contents_rules import HandedPortfolio, load_contents
from lti_app.portfolio.records import find_handed_over


def read_handed_over(*, person_id: int, number: int | None = None) -> HandedPortfolio | None:
    """The portfolio that the person handed over last, or that of `number`; None where there is none.

    One that was taken back is nobody's to read here: None as well, whatever was handed over before it. Show it with
    the macro `show_contents` of the template `portfolio/_contents.html`.
    """
    with read_only() as session:
        found = find_handed_over(session, person_id=person_id, number=number)
        if found is None:
            return None
        return HandedPortfolio(
            person_id=found.person_id,
            number=found.number,
            contents=load_contents(found.contents),
            digest=found.digest,
            handed_over_at=found.handed_over_at,
        )
