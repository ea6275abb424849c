"""One part of a case, gathered: its text, where it stands among the parts, and what comes before and after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lti_app.activity.around_rules import PartLine, list_part_lines
from lti_app.activity.page_rules import ClosedPage, write_line
from lti_app.activity.reads import get_activity, get_facts
from lti_app.database import read_only
from lti_app.errors import NotHere
from lti_app.gate.rules import Closed, decide_part
from lti_app.launch.visit_rules import Visit
from lti_app.programme.model import ActivityKey, PartKey, Programme, Prose, Source


@dataclass(frozen=True, slots=True)
class PartPage:
    """An open part. `before` and `after` are its neighbours; the one after may be closed, and then tells nothing."""

    activity_key: ActivityKey
    activity_title: str
    line: str
    key: PartKey
    title: str
    text: Prose
    part_name: str
    number: int
    total: int
    before: PartLine | None
    after: PartLine | None
    support: Prose | None
    source: Source
    is_preview: bool


def get_part_page(
    *, visit: Visit, programme: Programme, activity_key: str, part_key: str, now: datetime
) -> PartPage | ClosedPage:
    """The page of a part for the person of this visit, or why it is closed; raises NotHere."""
    activity = get_activity(programme, activity_key)
    part = activity.find_part(part_key)
    if part is None:
        raise NotHere("no such part")
    with read_only() as session:
        facts = get_facts(session.connection(), visit, programme, now)
    gate = decide_part(programme=programme, activity=activity, part=part, facts=facts.gate)
    line = write_line(programme=programme, activity=activity)
    number = activity.parts.index(part) + 1
    if isinstance(gate, Closed) and not facts.is_preview:
        name = f"{activity.title}: {activity.part_name} {number}"
        return ClosedPage(name, line, gate.reasons, activity.key, is_task=False)
    lines = list_part_lines(
        programme=programme, activity=activity, facts=facts.gate, is_preview=facts.is_preview
    )
    return PartPage(
        activity_key=activity.key,
        activity_title=activity.title,
        line=line,
        key=part.key,
        title=part.title,
        text=part.text,
        part_name=activity.part_name,
        number=number,
        total=len(lines),
        before=lines[number - 2] if number > 1 else None,
        after=lines[number] if number < len(lines) else None,
        support=programme.support,
        source=part.source,
        is_preview=facts.is_preview,
    )
