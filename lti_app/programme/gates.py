"""Which activities, parts and tasks of a pack could never open: gates in a circle, or waiting for what is not there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lti_app.programme.faults import Fault
from lti_app.programme.model import (
    Activity,
    ActivityKey,
    ActivityKind,
    After,
    Attended,
    Calendar,
    Condition,
    Follows,
    InOrder,
    PartRef,
    TaskRef,
    WithWeek,
)

_CORRECT = "Correct or remove it."


@dataclass(frozen=True, slots=True)
class BuiltActivity:
    """An activity with the file in which it is written."""

    file: str
    activity: Activity


@dataclass(frozen=True, slots=True)
class _Node:
    """Something that opens, or that is done: `what` is an activity, a part or a task."""

    what: ActivityKey | PartRef | TaskRef
    done: bool

    def __str__(self) -> str:
        match self.what:
            case PartRef(activity=activity, part=key) | TaskRef(activity=activity, task=key):
                name = f"{activity}/{key}"
            case _:
                name = str(self.what)
        return f"{name} done" if self.done else name


_Waits = dict[_Node, tuple[_Node, ...]]


def list_gate_faults(
    built: Sequence[BuiltActivity], *, listed: set[str], shut: set[tuple[str, str]]
) -> Iterator[Fault]:
    """What is wrong with the gates.

    `listed` holds also the keys of activities that could not be read. `shut` are the files and places of tasks
    already known never to open; a circle through one of them is not named a second time.
    """
    by_key = {one.activity.key: one for one in built}
    unread = listed - set(by_key)
    for one in built:
        for place, conditions in _list_gates(one.activity):
            for condition in conditions:
                if not unread.intersection(_list_named(condition)):
                    yield from _list_condition_faults(one.file, place, condition, by_key)
    yield from _list_circles(by_key, shut)


def _list_gates(activity: Activity) -> Iterator[tuple[str, tuple[Condition, ...]]]:
    yield "opens", activity.opens
    for part in activity.parts:
        yield f"parts[{part.key}].opens", part.opens
    for task in activity.tasks:
        yield f"tasks[{task.key}].opens", task.opens


def _list_named(condition: Condition) -> tuple[ActivityKey, ...]:
    """The activities that a condition names."""
    match condition:
        case WithWeek(week=key) | Calendar(week=key) | Attended(workshop=key):
            return (key,)
        case After(done=what) | Follows(ahead=what):
            return (what.activity if isinstance(what, PartRef | TaskRef) else what,)
        case _:
            return ()


def _list_condition_faults(  # noqa: C901 - one case for each condition
    file: str, place: str, condition: Condition, by_key: dict[ActivityKey, BuiltActivity]
) -> Iterator[Fault]:
    found = next((by_key[key].activity for key in _list_named(condition) if key in by_key), None)
    match condition:
        case WithWeek(week=week) | Calendar(week=week):
            if found is None or found.week is None:
                named = f"names {week}, which is no week of this pack" if week else "has no week to open with"
                yield Fault(file, place, named, 'Name a week: week = "m1-w6".')
        case Attended(workshop=key):
            if found is None or found.kind is not ActivityKind.WORKSHOP:
                yield Fault(file, place, f"waits for {key}, which is no workshop of this pack", _CORRECT)
        case After(done=TaskRef(task=task) as ref):
            if found is None or found.find_task(task) is None:
                problem = f"waits for {ref.activity}/{task}, which is no task of this pack"
                yield Fault(file, place, problem, _CORRECT)
        case Follows(ahead=PartRef(part=part)):
            if found is None or found.find_part(part) is None:
                where = place.replace("opens", "follows")
                yield Fault(file, where, f"follows {part}, a missing part", _CORRECT)
        case After(done=what):
            if found is None:
                yield Fault(file, place, f"waits for {what}, which is no activity of this pack", _CORRECT)
        case Follows(ahead=what):
            if found is None:
                yield Fault(file, "follows", f"follows {what}, a missing part", _CORRECT)
        case _:
            pass


def _list_circles(by_key: dict[ActivityKey, BuiltActivity], known: set[tuple[str, str]]) -> Iterator[Fault]:
    waits = _list_waits(by_key)
    while shut := _find_shut(waits):
        circle = _find_circle(waits, shut)
        tasks = [node.what for node in circle if isinstance(node.what, TaskRef)]
        places = {(by_key[ref.activity].file, f"tasks[{ref.task}].opens_after") for ref in tasks}
        if not places & known:
            way = " → ".join(str(node) for node in (*circle, circle[0]))
            node = next((one for one in circle if not one.done), circle[0])
            yield Fault(
                by_key[_home(node)].file,
                _place(node),
                f"can never open, because it waits in a circle: {way}",
                "Remove one step of the circle.",
            )
        waits = {node: () if node in circle else needs for node, needs in waits.items()}


def _find_shut(waits: _Waits) -> set[_Node]:
    shut, opened = set(waits), True
    while opened:
        opened = False
        for node in waits:
            if node in shut and shut.isdisjoint(waits[node]):
                # What was found open counts at once: most things stand after what they wait for.
                shut.remove(node)
                opened = True
    return shut


def _find_circle(waits: _Waits, shut: set[_Node]) -> tuple[_Node, ...]:
    path = [min(shut, key=str)]
    while path.count(path[-1]) == 1:
        path.append(min((need for need in waits[path[-1]] if need in shut), key=str))
    return tuple(path[path.index(path[-1]) : -1])


def _list_waits(by_key: dict[ActivityKey, BuiltActivity]) -> _Waits:
    """What each thing waits for; releases, sign-offs, registers and the calendar are taken to come."""
    waits: _Waits = {}
    weeks = sorted(
        (one.activity for one in by_key.values() if one.activity.week),
        key=_turn,
    )
    for one in by_key.values():
        activity = one.activity
        before = [week for week in weeks if _turn(week) < _turn(activity)] if activity.week else []
        opened = _Node(activity.key, done=False)
        waits[opened] = _needs(activity.opens, before)
        waits[_Node(activity.key, done=True)] = _list_done_needs(activity, by_key)
        for part in activity.parts:
            waits[_Node(PartRef(activity.key, part.key), done=False)] = (opened, *_needs(part.opens, before))
        for task in activity.tasks:
            ref = TaskRef(activity.key, task.key)
            waits[_Node(ref, done=True)] = (opened, *_needs(task.conditions, before))
    return {node: tuple(need for need in needs if need in waits) for node, needs in waits.items()}


def _needs(conditions: tuple[Condition, ...], before: list[Activity]) -> tuple[_Node, ...]:
    needs: list[_Node] = []
    for condition in conditions:
        match condition:
            case InOrder():
                needs.extend(_Node(week.key, done=True) for week in before)
            case WithWeek(week=week):
                needs.append(_Node(week, done=False))
            case After(done=what):
                needs.append(_Node(what, done=True))
            case Follows(ahead=ahead):
                needs.append(_Node(ahead, done=False))
            case _:
                pass
    return tuple(needs)


def _list_done_needs(activity: Activity, by_key: dict[ActivityKey, BuiltActivity]) -> tuple[_Node, ...]:
    """What must be done for an activity to be; a workshop is done once its day has passed."""
    if activity.attendance_of:
        return ()
    own = [_Node(TaskRef(activity.key, task.key), done=True) for task in activity.tasks if task.essential]
    cases = [_Node(key, done=True) for key in activity.includes]
    counting = [
        _Node(TaskRef(one.activity.key, task.key), done=True)
        for one in by_key.values()
        for task in one.activity.tasks
        if task.counts_for == activity.key
    ]
    return (*own, *cases, *counting)


def _turn(week: Activity) -> tuple[int, int]:
    return week.module, week.week or 0


def _home(node: _Node) -> ActivityKey:
    return node.what.activity if isinstance(node.what, PartRef | TaskRef) else node.what


def _place(node: _Node) -> str:
    match node.what:
        case PartRef(part=key):
            return f"parts[{key}].opens"
        case TaskRef(task=key):
            return f"tasks[{key}].opens"
        case _:
            return "opens"
