"""Which link of an old course a copied course's link is the copy of, and what is taken over from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lti_app.placement.grading_rules import Grading


@dataclass(frozen=True, slots=True)
class OldLink:
    """A link of the old course, with the activity that it opens and the grading that its trainer set here."""

    resource_link_id: str
    title: str
    activity_key: str | None
    grading_set_here: Grading | None


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link of the copied course. `history` names the links that it was copied from, nearest first."""

    title: str
    activity_key: str | None
    grading_set_here: Grading | None
    history: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What a link gets from the old course; each is None where there is nothing to take over."""

    activity_key: str | None
    grading: Grading | None


def find_original(*, link: NewLink, old: Sequence[OldLink]) -> OldLink | None:
    """The old link that `link` is the copy of; None where none is, or where the choice is not clear.

    By the LMS's own history first; then by the activity that both open; then by the title, which every LMS keeps.
    """
    for ancestor in link.history:
        found = next((one for one in old if one.resource_link_id == ancestor), None)
        if found is not None:
            return found
    if link.activity_key is not None:
        return _only([one for one in old if one.activity_key == link.activity_key], prefer=link.title)
    return _only([one for one in old if one.title and one.title == link.title], prefer=link.title)


def decide_taken_over(*, link: NewLink, old: Sequence[OldLink]) -> TakenOver:
    """What `link` gets from the old course: an activity where it has none, a grading where its trainer set none."""
    original = find_original(link=link, old=old)
    if original is None:
        return TakenOver(None, None)
    return TakenOver(
        activity_key=original.activity_key if link.activity_key is None else None,
        grading=original.grading_set_here if link.grading_set_here is None else None,
    )


def _only(found: Sequence[OldLink], *, prefer: str) -> OldLink | None:
    if len(found) > 1:
        found = [one for one in found if one.title == prefer] or found
    return found[0] if len({(one.activity_key, one.grading_set_here) for one in found}) == 1 else None
