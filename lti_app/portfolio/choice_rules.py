"""What a participant has chosen for their portfolio, and to which of the five concerns they say that it speaks."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lti_app.portfolio.kind_rules import Concern


@dataclass(frozen=True, slots=True)
class Choice:
    """The pieces that are in, by reference; all that stood to choose from then; and the concerns of each piece."""

    chosen: frozenset[str]
    seen: frozenset[str] = frozenset()
    concerns: Mapping[str, tuple[Concern, ...]] = field(default_factory=dict)

    def find_concerns(self, ref: str) -> tuple[Concern, ...]:
        """The concerns that the piece was mapped to."""
        return self.concerns.get(ref, ())


def choose_pieces(choice: Choice, *, ticked: Collection[str], offered: Collection[str]) -> Choice:
    """The choice after the form that offered `offered` came back with `ticked`; what it did not offer is left out."""
    return replace(choice, chosen=frozenset(ticked) & frozenset(offered), seen=frozenset(offered))


def map_concerns(choice: Choice, *, ticked: Sequence[tuple[str, str]], shown: Collection[str]) -> Choice:
    """The choice after the form that showed the pieces `shown` came back with pairs of piece and concern."""
    known = {one.value: one for one in Concern}
    fresh = {
        ref: tuple(known[name] for name in known if (ref, name) in ticked)
        for ref in shown
        if any(found == ref and name in known for found, name in ticked)
    }
    kept = {ref: concerns for ref, concerns in choice.concerns.items() if ref not in shown}
    return replace(choice, concerns=kept | fresh)


def read_pairs(ticked: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Pairs of piece and concern from boxes whose values are "activity/task:concern"; anything else is dropped."""
    pairs = (one.partition(":") for one in ticked)
    return tuple((ref, concern) for ref, colon, concern in pairs if colon)


def write_choice(choice: Choice) -> str:
    """The choice as JSON."""
    concerns = {ref: [one.value for one in of] for ref, of in sorted(choice.concerns.items())}
    return json.dumps({"chosen": sorted(choice.chosen), "seen": sorted(choice.seen), "concerns": concerns})


def load_choice(written: str) -> Choice:
    """The choice that `write_choice` wrote."""
    found = json.loads(written)
    return Choice(
        frozenset(found["chosen"]),
        frozenset(found["seen"]),
        {ref: tuple(Concern(one) for one in of) for ref, of in found["concerns"].items()},
    )
