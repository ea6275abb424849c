"""A participant who works through the programme over HTTP: launches each link, reads each part, does each task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lti_app.programme.model import Activity, ActivityKey, Programme, TaskRef
from tests.activity.browsing import make_enough, read_faults, read_hidden
from tests.journeys.forms import Form
from tests.journeys.walker import Walker


@dataclass
class Participant:
    """Somebody with a browser, and what they have done so far."""

    walker: Walker
    programme: Programme
    links: Mapping[str, int]
    done: set[TaskRef] = field(default_factory=set)
    read: int = 0
    launches: int = 0
    _roots: dict[str, str] = field(default_factory=dict)

    def sees_open(self, key: str) -> bool:
        """Whether the link of an activity leads into it; it leads to what opens it otherwise."""
        page = self.walker.launch(self.links[key])
        self.launches += 1
        self._roots[key] = page.root
        assert page.address.endswith(f"/activity/{key}"), page.address
        assert page.status in {200, 403}, page.status
        return page.status == 200

    def enter(self, key: str) -> str:
        """The beginning of the addresses of a visit that the link of an activity opens."""
        assert self.sees_open(key)
        return self._roots[key]

    def work_through(self, week: Activity) -> None:
        """Do everything of a week that is open: its tasks, its cases', and those that count for it."""
        keys = (week.key, *week.includes, *week.shows)
        counting = [ref.activity for ref in self.programme.list_counting_for(week.key)]
        for key in dict.fromkeys((*keys, *counting)):
            if self.sees_open(key):
                self._read_parts(self.programme.activities[key])
        left = self.list_left(week)
        while left:
            progress = [ref for ref in left if self._do(ref)]
            if not progress:
                return
            left = [ref for ref in left if ref not in self.done]

    def list_left(self, week: Activity) -> list[TaskRef]:
        """What of a week is still to do."""
        keys = (week.key, *week.includes, *week.shows)
        refs = [
            TaskRef(ActivityKey(key), task.key)
            for key in keys
            for task in self.programme.activities[key].tasks
        ]
        refs += self.programme.list_counting_for(week.key)
        return [ref for ref in refs if ref not in self.done]

    def _read_parts(self, activity: Activity) -> None:
        for part in activity.parts:
            page = self.walker.get(f"{self._roots[activity.key]}/activity/{activity.key}/part/{part.key}")
            assert page.status in {200, 403}, page.address
            self.read += page.status == 200

    def _do(self, ref: TaskRef) -> bool:
        """Whether the task was open, and is done now."""
        address = f"{self._roots[ref.activity]}/activity/{ref.activity}/task/{ref.task}"
        page = self.walker.get(address)
        if page.status == 403:
            return False
        fields = read_hidden(page.text) | make_enough(self.programme.get_task(ref).asks) | {"do": "submit"}
        after = self.walker.send(Form(address, "post", tuple(fields.items()), ()))
        assert after.status == 200, f"{ref}: {after.status} {read_faults(after.text)}"
        self.done.add(ref)
        return True
