"""The participant's pages of their portfolio, gathered: where it stands, what to choose from, what it would hold."""

from __future__ import annotations

from sqlalchemy.orm import Session

from lti_app.database import read_only
from lti_app.errors import NotHere
from lti_app.launch.visit_rules import Visit
from lti_app.portfolio.assembly_rules import Gathered, assemble_contents, offer_choice
from lti_app.portfolio.choice_rules import Choice
from lti_app.portfolio.contents_rules import (
    Contents,
    HandedPortfolio,
    digest_contents,
    load_contents,
)
from lti_app.portfolio.gathering_records import gather
from lti_app.portfolio.page_rules import (
    ChoosePage,
    ConcernsPage,
    HandedLine,
    HandedPage,
    PortfolioPage,
    PreviewPage,
    VerifiedLine,
    group_by_kind,
    group_by_module,
    list_pieces,
)
from lti_app.portfolio.records import HandedOver, find_choice, list_handed_over
from lti_app.programme.model import Programme
from lti_app.sign_off.records import find_line_manager, find_verification


def get_portfolio_page(*, visit: Visit, programme: Programme) -> PortfolioPage:
    """Where the portfolio of this visit's person stands."""
    with read_only() as session:
        gathered, choice, has_chosen = _load(session, visit, programme)
        contents = _assemble(visit, programme, gathered, choice)
        handed = list_handed_over(session, person_id=visit.person_id)
        current = _find_current(handed)
        line_manager = find_line_manager(session, person_id=visit.person_id)
        pieces = list_pieces(gathered, choice)
        digest = digest_contents(contents)
        return PortfolioPage(
            gathered=len(pieces),
            chosen=sum(one.is_chosen for one in pieces),
            has_chosen=has_chosen,
            new=sum(one.is_new for one in pieces),
            concerns=sum(bool(line.shown_by) for line in contents.concerns),
            current=_line_of(current) if current is not None else None,
            has_changed=current is not None and current.digest != digest,
            verified=_find_verified(session, visit.person_id),
            line_manager=line_manager.name if line_manager is not None else "",
            earlier=tuple(_line_of(one) for one in handed if one is not current),
        )


def get_choose_page(*, visit: Visit, programme: Programme, by_kind: bool) -> ChoosePage:
    """Everything that this visit's person may hand over, by module or by kind."""
    with read_only() as session:
        gathered, choice, _ = _load(session, visit, programme)
    pieces = list_pieces(gathered, choice)
    groups = group_by_kind(pieces) if by_kind else group_by_module(pieces, programme)
    return ChoosePage(groups, by_kind)


def get_concerns_page(*, visit: Visit, programme: Programme) -> ConcernsPage:
    """The chosen pieces with the concerns that they are mapped to."""
    with read_only() as session:
        gathered, choice, _ = _load(session, visit, programme)
    return ConcernsPage(group_by_kind([one for one in list_pieces(gathered, choice) if one.is_chosen]))


def get_preview_page(*, visit: Visit, programme: Programme) -> PreviewPage:
    """The portfolio of this visit's person as it would be handed over now."""
    with read_only() as session:
        gathered, choice, _ = _load(session, visit, programme)
        contents = _assemble(visit, programme, gathered, choice)
        current = _find_current(list_handed_over(session, person_id=visit.person_id))
        verified = _find_verified(session, visit.person_id)
        digest = digest_contents(contents)
        return PreviewPage(
            contents=contents,
            digest=digest,
            current=_line_of(current) if current is not None else None,
            is_unchanged=current is not None and current.digest == digest,
            is_verified=verified is not None and verified.void_at is None,
        )


def get_handed_page(*, visit: Visit, handed_id: int) -> HandedPage:
    """One portfolio that this visit's person handed over; raises NotHere."""
    with read_only() as session:
        found = session.get(HandedOver, handed_id)
        if found is None or found.person_id != visit.person_id:
            raise NotHere("no such portfolio of this person")
        handed = HandedPortfolio(
            found.person_id, found.number, load_contents(found.contents), found.digest, found.handed_over_at
        )
        return HandedPage(_line_of(found), handed)


def _load(session: Session, visit: Visit, programme: Programme) -> tuple[tuple[Gathered, ...], Choice, bool]:
    """What was gathered, what is chosen of it, and whether the participant has chosen yet."""
    gathered = gather(session, person_id=visit.person_id, programme=programme)
    choice = find_choice(session, person_id=visit.person_id)
    return gathered, choice or offer_choice(gathered), choice is not None


def _assemble(visit: Visit, programme: Programme, gathered: tuple[Gathered, ...], choice: Choice) -> Contents:
    return assemble_contents(
        gathered=gathered,
        choice=choice,
        person_name=visit.person_name,
        cohort_title=visit.cohort_title,
        programme_title=programme.title,
    )


def _find_current(handed: list[HandedOver]) -> HandedOver | None:
    """What lies with the line manager: the last that was handed over, unless it was taken back."""
    return handed[0] if handed and handed[0].taken_back_at is None else None


def _line_of(handed: HandedOver) -> HandedLine:
    return HandedLine(handed.id, handed.number, handed.handed_over_at, handed.taken_back_at)


def _find_verified(session: Session, person_id: int) -> VerifiedLine | None:
    found = find_verification(session, person_id=person_id)
    if found is None:
        return None
    return VerifiedLine(found.name, found.number, found.signed_at, found.void_at, found.void_reason)
