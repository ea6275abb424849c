"""The Platform Notification Service, which no Moodle has: tools' handlers, and notices of copied courses."""

import json
import secrets
from typing import Any

import requests
from flask import Response, request

from lti_app.clock import utc_now
from tests.practice_lms.answers import ServiceError, answer
from tests.practice_lms.copies import Course
from tests.practice_lms.world import World

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
SCOPE = "https://purl.imsglobal.org/spec/lti/scope/noticehandlers"
CONTEXT_COPY = "LtiContextCopyNotice"
PATH = "/notice-handlers"
NOTICE_SECONDS = 3600


def are_offered(world: World) -> bool:
    """Return whether this LMS offers notices at present."""
    row = world.storage.find("SELECT value FROM facts WHERE name = 'notices'")
    return row is not None and row["value"] == "on"


def claim_of_service(world: World) -> dict[str, Any]:
    """Return the claim that offers notices; empty where this LMS behaves as Moodle."""
    if not are_offered(world):
        return {}
    offered = {
        "service_versions": ["1.0"],
        "platform_notification_service_url": f"{world.settings.issuer}/mod/lti/services.php{PATH}",
        "scope": [SCOPE],
        "notice_types_supported": ["LtiHelloWorldNotice", CONTEXT_COPY],
    }
    return {f"{CLAIM}platformnotificationservice": offered}


def register(world: World, _item: str) -> Response:
    """Keep where the tool wants a kind of notice."""
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict) or not sent.get("notice_type") or "handler" not in sent:
        raise ServiceError(400)
    world.storage.write(
        "INSERT OR REPLACE INTO notice_handlers (notice_type, handler) VALUES (?, ?)",
        str(sent["notice_type"]),
        str(sent["handler"]),
    )
    return answer(200, json.dumps(sent), "application/json")


def send_copy_notice(world: World, course: Course) -> None:
    """Tell the tool of a copied course, if it has asked to be told; its answer is kept beside the handler."""
    row = world.storage.find("SELECT handler FROM notice_handlers WHERE notice_type = ?", CONTEXT_COPY)
    if row is None or not are_offered(world):
        return
    body = {"notices": [{"jwt": world.key.sign(notice_claims(world, course))}]}
    told = requests.post(str(row["handler"]), json=body, timeout=10)
    world.storage.write(
        "UPDATE notice_handlers SET answered = ? WHERE notice_type = ?", told.status_code, CONTEXT_COPY
    )


def notice_claims(world: World, course: Course) -> dict[str, Any]:
    """Return what a copy's notice says."""
    now = utc_now()
    return {
        "iss": world.settings.issuer,
        "aud": world.settings.client_id,
        "azp": world.settings.client_id,
        "iat": int(now.timestamp()),
        "exp": int(now.timestamp()) + NOTICE_SECONDS,
        "nonce": secrets.token_hex(16),
        f"{CLAIM}version": "1.3.0",
        f"{CLAIM}deployment_id": world.settings.deployment,
        f"{CLAIM}notice": {
            "id": secrets.token_hex(16),
            "timestamp": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "type": CONTEXT_COPY,
        },
        f"{CLAIM}context": {"id": str(course.id), "label": course.label, "title": course.title},
        f"{CLAIM}origin_contexts": [str(course.history[0])],
    }
