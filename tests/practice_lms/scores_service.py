"""Scores and results over HTTP, with the faults that a test can switch on."""

import time
from datetime import UTC, datetime
from typing import Any

from flask import Response, g, request

from tests.practice_lms.answers import (
    ServiceError,
    answer,
    bad_gateway,
    drop_connection,
    php_json,
    php_number,
    refusal,
)
from tests.practice_lms.gradebook import (
    Grade,
    LineItem,
    empty_grade,
    find_grade,
    find_item,
    keep_grade,
    list_grades,
    received_now,
)
from tests.practice_lms.people import is_gradable
from tests.practice_lms.score_rules import Score, decide_grade, is_too_early, read_score
from tests.practice_lms.world import World

SCORE = "application/vnd.ims.lis.v1.score+json"
RESULTS = "application/vnd.ims.lis.v2.resultcontainer+json"


def _get_own_item(world: World, number: str) -> LineItem:
    item = find_item(world.storage, int(number))
    if item is None:
        raise ServiceError(404, f"Not Found: Grade item {number} doesn't exist")
    if str(item.tool) != world.settings.deployment:
        raise ServiceError(403, "Invalid LTI id supplied.")
    return item


def take_score(world: World, number: str) -> Response:
    """Answer a posted score, unless a fault strikes; one lost on the way back is recorded all the same."""
    struck = _strike(world)
    if struck is not None:
        return struck
    judged = _judge(world, _get_own_item(world, number), request.get_data(as_text=True))
    if world.faults.take("lost_answer"):
        return drop_connection(judged.status_code)
    return judged


def _strike(world: World) -> Response | None:
    plan = world.faults.plan
    time.sleep(plan.score_delay_ms / 1000)
    if plan.timeout_ms:
        time.sleep(plan.timeout_ms / 1000)
        return drop_connection()
    if world.faults.take("score_401"):
        world.storage.write("DELETE FROM tokens")
        return refusal(401, "Unauthorized")
    if world.faults.take("score_429"):
        slower = refusal(429, "Too Many Requests")
        slower.headers["Retry-After"] = str(plan.retry_after_seconds)
        return slower
    return _score_answer(500) if world.faults.take("score_500") else None


def _score_answer(status: int, reason: str = "") -> Response:
    body = "" if status == 200 else "[]"
    return answer(status, body, f"{SCORE}; charset=utf-8", reason)


def _judge(world: World, item: LineItem, body: str) -> Response:
    score = read_score(body)
    if score is None:
        return _score_answer(400, f"Incorrect score received{body}")
    if not score.user_id.isdigit():
        return bad_gateway()
    if not is_gradable(world.storage, int(score.user_id)):
        return _score_answer(400, f"Incorrect score received{body}")
    return _keep(world, item, score)


def _keep(world: World, item: LineItem, score: Score) -> Response:
    user_id = int(score.user_id)
    with world.storage.transaction():
        held = find_grade(world.storage, item.id, user_id)
        if is_too_early(held, score):
            reason = f"Refusing score with an earlier timestamp for item {item.id} and user {user_id}"
            return _score_answer(409, reason)
        grade = held or empty_grade(item.id, user_id)
        if item.locked or grade.locked:
            return _score_answer(500)
        keep_grade(world.storage, decide_grade(grade, item, score, received_now()))
    return _score_answer(200)


def show_results(world: World, number: str) -> Response:
    """Answer with the grades of a line item; Moodle cannot page them."""
    item = _get_own_item(world, number)
    if "limit" in request.args:
        page = "<html><body>Exception - Call to a member function out() on null</body></html>"
        return answer(404, page, "text/html; charset=utf-8")
    wanted = request.args.get("user_id")
    grades = [grade for grade in list_grades(world.storage) if grade.item_id == item.id]
    told = [
        _as_json(world, item, grade)
        for grade in grades
        if (wanted is None or wanted == str(grade.user_id))
        and (grade.final is not None or item.made_for is None)
    ]
    return answer(200, php_json(told), f"{RESULTS}; charset=utf-8")


def _as_json(world: World, item: LineItem, grade: Grade) -> dict[str, Any]:
    path = f"/{g.course.id}/lineitems/{item.id}/lineitem"
    told: dict[str, Any] = {
        "id": world.settings.service_url(f"{path}/results", f"&user_id={grade.user_id}"),
        "userId": str(grade.user_id),
    }
    if grade.final is None:
        return told
    told |= {"resultScore": php_number(grade.final), "resultMaximum": php_number(item.score_maximum)}
    if grade.feedback:
        told["comment"] = grade.feedback
    told["scoreOf"] = world.settings.service_url(path)
    told["timestamp"] = datetime.fromtimestamp(grade.time_modified or 0, UTC).isoformat()
    return told
