"""A participant's browser without script: opens tasks of the pack, fills their forms and presses their buttons."""

from __future__ import annotations

import re
from dataclasses import dataclass

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lti_app.activity.shape_rules import list_fields
from lti_app.programme.model import (
    ActivityKey,
    Agreement,
    Asks,
    Confirm,
    Discussion,
    Feedback,
    FinalRating,
    GoalsAndPlan,
    Programme,
    Questions,
    Rate,
    RespondToEach,
    Views,
)

NAMES = {
    "view.1.text": "What a colleague said",
    "goal.1.text": "To listen",
    "goal.1.measure": "They say so",
    "step.1.what": "Read",
    "step.1.by-day": "27",
    "step.1.by-month": "3",
    "step.1.by-year": "2027",
    "question.1": "Why so late?",
    "date-day": "1",
    "date-month": "11",
    "date-year": "2025",
}


@dataclass
class Browsing:
    """One visit in one browser; `root` is the beginning of its addresses."""

    client: FlaskClient
    root: str
    programme: Programme

    def task_address(self, task: str) -> str:
        """The address of `activity/task`."""
        activity, _, key = task.partition("/")
        return f"{self.root}/activity/{activity}/task/{key}"

    def open(self, address: str) -> TestResponse:
        """The page at an address, after `/v/…`."""
        return self.client.get(f"{self.root}/{address}")

    def open_task(self, task: str, query: str = "") -> TestResponse:
        """The page of `activity/task`."""
        return self.client.get(self.task_address(task) + query)

    def press(self, task: str, button: str, fields: dict[str, str], page: str | None = None) -> TestResponse:
        """Fill in the form of `activity/task`, as it stands on `page` or freshly opened, and press a button."""
        hidden = read_hidden(page if page is not None else self.open_task(task).text)
        return self.client.post(self.task_address(task), data={**hidden, **fields, "do": button})

    def autosave(self, task: str, fields: dict[str, str], page: str, **headers: str) -> TestResponse:
        """What the page's script sends by itself."""
        return self.client.post(
            self.task_address(task) + "/draft",
            data={**read_hidden(page), **fields},
            headers={"Accept": "application/json", **headers},
        )

    def do(self, task: str, page: str | None = None) -> None:
        """Do a task of the pack with an answer that is enough, on `page` or freshly opened."""
        activity, _, key = task.partition("/")
        found = self.programme.activities[ActivityKey(activity)].find_task(key)
        assert found is not None
        answer = self.press(task, "submit", make_enough(found.asks), page)
        assert answer.status_code == 303, read_faults(answer.text)


def make_enough(asks: Asks) -> dict[str, str]:
    """Fields that are enough for a task that asks for `asks`."""
    shape = list_fields(asks)
    fields = {
        name: NAMES.get(name, "yes" if name in shape.chosen else "My own words") for name in shape.single
    }
    fields |= {
        rows.name(number, part): NAMES.get(rows.name(1, part), "")
        for rows in shape.rows
        for number in range(1, _count_rows(asks) + 1)
        for part in rows.parts
    }
    match asks:
        case Views() | Feedback():
            fields |= {f"view.{number}.role": asks.roles[0] for number in range(1, _count_rows(asks) + 1)}
        case Rate() | FinalRating():
            fields |= {f"rating.{strand.key}": "2" for strand in asks.strands}
        case Discussion():
            fields["role"] = asks.roles[0]
        case Questions():
            del fields["none"]
        case Confirm() | RespondToEach() | GoalsAndPlan() | Agreement() | _:
            pass
    return fields


def _count_rows(asks: Asks) -> int:
    return max(asks.minimum, 1) if isinstance(asks, Views | Feedback) else 1


def read_hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page's form for answers."""
    form = page[page.rindex("<form") :]
    return dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)">', form))


def read_faults(page: str) -> list[str]:
    """The messages of a page's error summary."""
    return re.findall(r'<li><a href="#[^"]+">([^<]+)</a></li>', page)


def read_banners(page: str) -> list[str]:
    """The headings of the banners that a page shows at once."""
    shown = re.sub(r"<div data-unsaved-list.*?hidden>.*?</ul>", "", page, flags=re.DOTALL)
    return re.findall(r'banner__heading">([^<]*)<', shown)


def list_page_faults(page: str) -> list[str]:
    """What is wrong with a page's HTML: what a strict reader finds, ids used twice, references that lead nowhere."""
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    document = parser.parse(page)
    faults = [str(error) for error in parser.errors]
    ids = [element.get("id") for element in document.iter() if element.get("id")]
    faults += [f"id {one!r} is used twice" for one in set(ids) if ids.count(one) > 1]
    for element in document.iter():
        for name in ("for", "aria-describedby", "aria-labelledby"):
            faults += [
                f"{name} {one!r} leads nowhere" for one in (element.get(name) or "").split() if one not in ids
            ]
        if element.tag == "a" and (element.get("href") or "").startswith("#"):
            faults += [f"{element.get('href')} leads nowhere"] * (element.get("href", "#")[1:] not in ids)
    headings = list(document.iter("h1"))
    return faults + ["not one h1"] * (len(headings) != 1)


def list_tasks(programme: Programme, *activities: str) -> list[str]:
    """The tasks of those activities, or of all, as `activity/task`."""
    return [
        f"{one.key}/{task.key}"
        for one in programme.activities.values()
        for task in one.tasks
        if not activities or one.key in activities
    ]


def finish(browsing: Browsing, *activities: str) -> None:
    """Do every task of those activities, each as soon as it is open."""
    left = list_tasks(browsing.programme, *activities)
    while left:
        opened = {task: browsing.open_task(task) for task in left}
        for task, page in opened.items():
            if "data-task-form" in page.text:
                browsing.do(task, page.text)
        still = [task for task in left if opened[task].status_code == 403]
        assert len(still) < len(left)
        left = still
