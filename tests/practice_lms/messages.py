"""The messages of a launch: every claim with the shape and value that a captured Moodle gives it."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from html import unescape
from re import sub
from typing import Any

from lti_app.clock import utc_now
from tests.practice_lms.copies import ORIGINAL, Course
from tests.practice_lms.core import LTIAdvantageMessageLaunchAbstract, Registration
from tests.practice_lms.course import Link
from tests.practice_lms.custom_parameters import merge
from tests.practice_lms.gradebook import list_items
from tests.practice_lms.line_items_service import item_url
from tests.practice_lms.notices import claim_of_service
from tests.practice_lms.people import ROLES, Kind, Person, Session, list_people
from tests.practice_lms.reviews import review_of
from tests.practice_lms.services import AGS
from tests.practice_lms.world import (
    TOOL_NAME,
    World,
)

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
TOKEN_SECONDS = 60
EMBEDDED, NEW_WINDOW = 3, 4
TARGETS = {EMBEDDED: "iframe", NEW_WINDOW: "window"}
MOODLE_VERSION = "2024100706"


@dataclass(frozen=True, slots=True)
class Launch:
    """What one launch is about; without a link it is a deep linking request, with `for_user` a submission review."""

    session: Session
    link: Link | None
    container: int
    course: Course = ORIGINAL
    for_user: str | None = None


class _Message(LTIAdvantageMessageLaunchAbstract):  # type: ignore[misc]
    """The platform core's message, without its own way of answering."""

    def render_launch_form(self, launch_data: dict[str, Any], **_kwargs: Any) -> Any:
        """Return what is to be posted; the form itself is a template's."""
        return launch_data


def sign_message(world: World, launch: Launch, nonce: str) -> str:
    """Return the `id_token` of a launch, signed and good for 60 seconds."""
    claims = _core_claims(world, launch)
    now = int(utc_now().timestamp())
    claims |= {"nonce": nonce, "iat": now, "exp": now + TOKEN_SECONDS}
    claims |= _claims_of_person(launch.session.person, launch.course)
    claims |= _claims_of_platform(world, launch)
    claims |= _claims_of_services(world, launch)
    claims |= _claims_of_link(world, launch, launch.link) if launch.link else _claims_of_picker(world, launch)
    claims |= claim_of_service(world)
    if launch.for_user is not None:
        claims |= _claims_of_review(world, launch)
    if launch.session.person.kind is Kind.MENTOR:
        mentored = [
            str(person.id) for person in list_people(world.storage) if person.kind is Kind.PARTICIPANT
        ]
        claims[f"{CLAIM}role_scope_mentor"] = mentored[:1]
    return world.key.sign(_without_unshared(world, claims))


def _without_unshared(world: World, claims: dict[str, Any]) -> dict[str, Any]:
    """Return the claims without what the registration does not ask for: names, e-mail address."""
    kept_back = set() if world.settings.shares_names else {"name", "given_name", "family_name"}
    kept_back |= set() if world.settings.shares_email else {"email"}
    return {name: value for name, value in claims.items() if name not in kept_back}


def _claims_of_review(world: World, launch: Launch) -> dict[str, Any]:
    """Return what makes a launch a submission review: the line item's own address and parameters, if any."""
    review = review_of(world, launch.link)
    claims: dict[str, Any] = {
        f"{CLAIM}message_type": "LtiSubmissionReviewRequest",
        f"{CLAIM}for_user": {"user_id": launch.for_user},
    }
    if review.get("custom"):
        claims[f"{CLAIM}custom"] = _custom(world, launch) | {
            name: str(value) for name, value in review["custom"].items()
        }
    if review.get("url"):
        claims[f"{CLAIM}target_link_uri"] = review["url"]
    return claims


def target_of(world: World, link: Link | None) -> str:
    """Return the `target_link_uri`: the link's own address, or the registration's."""
    return (link.url if link else "") or world.settings.launch_url


def _core_claims(world: World, launch: Launch) -> dict[str, Any]:
    settings, person = world.settings, launch.session.person
    registration = Registration().set_iss(settings.issuer).set_client_id(settings.client_id)
    registration.set_deployment_id(settings.deployment)
    message = _Message(None, None)
    message._registration = registration
    message.set_launch_url(target_of(world, launch.link))
    message.set_user_data(str(person.id), list(ROLES[person.kind]), person.name, person.email)
    course = launch.course
    message.set_launch_context_claim(str(course.id), ["CourseSection"], course.title, course.label)
    claims: dict[str, Any] = message.get_launch_message()
    # Moodle names one audience and so no authorised party.
    del claims["azp"]
    return claims


def _claims_of_person(person: Person, course: Course) -> dict[str, Any]:
    return {
        "given_name": person.given_name,
        "family_name": person.family_name,
        f"{CLAIM}ext": {"user_username": person.username, "lms": "moodle-2"},
        f"{CLAIM}lis": {"person_sourcedid": "", "course_section_sourcedid": course.label},
    }


def _claims_of_platform(world: World, launch: Launch) -> dict[str, Any]:
    guid = hashlib.md5(world.settings.issuer.encode(), usedforsecurity=False).hexdigest()
    return {
        f"{CLAIM}launch_presentation": {"locale": "en"} | _presentation(world, launch),
        f"{CLAIM}tool_platform": {
            "product_family_code": "moodle",
            "version": MOODLE_VERSION,
            "guid": guid,
            "name": "northmoor",
            "description": "Northmoor practice LMS",
        },
        f"{CLAIM}custom": _custom(world, launch),
    }


def _presentation(world: World, launch: Launch) -> dict[str, str]:
    if launch.link is None:
        return {}
    query = f"course={launch.course.id}&launch_container={launch.container}&instanceid={launch.link.id}"
    address = f"{world.settings.issuer}/mod/lti/return.php?{query}&sesskey={launch.session.sesskey}"
    return {"document_target": TARGETS[launch.container], "return_url": address}


def _memberships_url(world: World, course: Course) -> str:
    path = f"/mod/lti/services.php/CourseSection/{course.id}/bindings/{world.settings.deployment}/memberships"
    return f"{world.settings.issuer}{path}"


def _custom(world: World, launch: Launch) -> dict[str, str]:
    person, link = launch.session.person, launch.link
    variables = {
        "Context.id": str(launch.course.id),
        "Context.title": launch.course.title,
        "Context.label": launch.course.label,
        "Context.id.history": launch.course.told_history,
        "CourseSection.title": launch.course.title,
        "CourseSection.label": launch.course.label,
        "CourseSection.sourcedId": launch.course.label,
        "User.id": str(person.id),
        "User.username": person.username,
        "Person.name.full": person.name,
        "Person.name.given": person.given_name,
        "Person.name.family": person.family_name,
        "Person.email.primary": person.email,
        "Person.sourcedId": "",
        "Membership.role": ",".join(ROLES[person.kind]),
    }
    if link is None:
        return merge("", world.settings.custom, variables)
    variables |= {
        "ResourceLink.id": str(link.id),
        "ResourceLink.title": link.title,
        "ResourceLink.description": _plain(link.description),
    }
    found = merge(link.custom, world.settings.custom, variables)
    return found | {"context_memberships_url": _memberships_url(world, launch.course)}


def _plain(markup: str) -> str:
    return unescape(sub(r"<[^>]*>", "", markup)).strip()


def _claims_of_services(world: World, launch: Launch) -> dict[str, Any]:
    scopes = [f"{AGS}{name}" for name in ("lineitem", "lineitem.readonly", "result.readonly", "score")]
    endpoint: dict[str, Any] = {
        "scope": scopes,
        "lineitems": world.settings.service_url(f"/{launch.course.id}/lineitems"),
    }
    if launch.link is None:
        return {"https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": endpoint}
    tied = [item for item in list_items(world.storage) if item.link_id == launch.link.id]
    if len(tied) == 1:
        endpoint["lineitem"] = item_url(world, tied[0])
    names_and_roles = {
        "context_memberships_url": _memberships_url(world, launch.course),
        "service_versions": ["1.0", "2.0"],
    }
    return {
        "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": endpoint,
        "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice": names_and_roles,
    }


def _claims_of_link(world: World, launch: Launch, link: Link) -> dict[str, Any]:
    claims: dict[str, Any] = {
        f"{CLAIM}message_type": "LtiResourceLinkRequest",
        f"{CLAIM}resource_link": {
            "title": link.title,
            "description": _plain(link.description),
            "id": str(link.id),
        },
    }
    if any(item.made_for == link.id for item in list_items(world.storage)):
        sourced = {
            "instanceid": str(link.id),
            "userid": str(launch.session.person.id),
            "typeid": world.settings.deployment,
            "launchid": secrets.randbelow(2**31),
        }
        proof = hashlib.sha256(f"{world.key.kid}{json.dumps(sourced)}".encode()).hexdigest()
        claims["https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome"] = {
            "lis_result_sourcedid": json.dumps({"data": sourced, "hash": proof}, separators=(",", ":")),
            "lis_outcome_service_url": f"{world.settings.issuer}/mod/lti/service.php",
        }
    return claims


def _claims_of_picker(world: World, launch: Launch) -> dict[str, Any]:
    query = f"course={launch.course.id}&id={world.settings.deployment}&sesskey={launch.session.sesskey}"
    return {
        f"{CLAIM}message_type": "LtiDeepLinkingRequest",
        "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings": {
            "accept_types": ["ltiResourceLink"],
            "accept_presentation_document_targets": ["frame", "iframe", "window"],
            "accept_copy_advice": False,
            "accept_multiple": True,
            "accept_unsigned": False,
            "auto_create": False,
            "can_confirm": False,
            "deep_link_return_url": f"{world.settings.issuer}/mod/lti/contentitem_return.php?{query}",
            "title": TOOL_NAME,
            "text": "",
        },
    }
