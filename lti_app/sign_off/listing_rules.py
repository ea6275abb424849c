"""A cohort's line managers as a list: how each participant stands, which of them are shown, and on which page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lti_app.sign_off.naming_rules import NamingState

PAGE_SIZE = 50
MOST_DIGITS = 6


class NamedState(StrEnum):
    """How a participant stands, in the order of what there is to do."""

    PROPOSED = "proposed"
    NOBODY = "nobody"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Standing:
    """One participant of the list: `folded` is their name as it is compared."""

    person_id: int
    folded: str
    state: NamedState


@dataclass(frozen=True, slots=True)
class ListWish:
    """What is asked for: people who stand so (None for everybody), and which page of them."""

    state: NamedState | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Cut:
    """The people of one page, how many there are of each state, and where the page lies."""

    people: tuple[Standing, ...]
    counts: Mapping[NamedState, int]
    total: int
    page: int
    pages: int


def read_list_wish(told: Mapping[str, str]) -> ListWish:
    """What an address asks for; what cannot be is as if it had not been asked."""
    state, page = told.get("show", ""), told.get("page", "")
    is_number = page.isascii() and page.isdigit() and len(page) <= MOST_DIGITS
    return ListWish(
        NamedState(state) if state in set(NamedState) else None, max(int(page), 1) if is_number else 1
    )


def decide_named_state(states: Iterable[NamingState]) -> NamedState:
    """How somebody with namings in these states stands; a proposal waits even where another is confirmed."""
    known = set(states)
    if NamingState.PROPOSED in known:
        return NamedState.PROPOSED
    return NamedState.CONFIRMED if NamingState.CONFIRMED in known else NamedState.NOBODY


def cut_page(people: Sequence[Standing], wish: ListWish) -> Cut:
    """The page that is wished for, or the last; what there is to do comes first, then by name."""
    order = list(NamedState)
    counted = Counter(one.state for one in people)
    wanted = [one for one in people if wish.state is None or one.state is wish.state]
    wanted.sort(key=lambda one: (order.index(one.state), one.folded, one.person_id))
    pages = max(-(-len(wanted) // PAGE_SIZE), 1)
    page = min(wish.page, pages)
    shown = wanted[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return Cut(tuple(shown), {state: counted[state] for state in order}, len(people), page, pages)
