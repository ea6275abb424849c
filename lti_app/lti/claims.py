"""What a verified launch says, as frozen values; `read_claims.py` makes them from a token's claims."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MessageType(StrEnum):
    """The LTI messages that this tool accepts (LTI Core 1.3 §5.3.1, Deep Linking 2.0 §4.4, Submission Review 1.0)."""

    RESOURCE_LINK = "LtiResourceLinkRequest"
    DEEP_LINKING = "LtiDeepLinkingRequest"
    SUBMISSION_REVIEW = "LtiSubmissionReviewRequest"


@dataclass(frozen=True, slots=True)
class Names:
    """How the LMS names a person; each is None where it does not say."""

    full: str | None
    given: str | None
    family: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class Context:
    """The course that the launch came from. `history` lists the courses it was copied from, nearest first."""

    id: str
    label: str | None
    title: str | None
    history: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResourceLink:
    """The link that was followed."""

    id: str
    title: str | None
    description: str | None
    history: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GradeService:
    """Where grades go (LTI-AGS 2.0 §3.1). Either address may be missing, and so may any scope."""

    line_item: str | None
    line_items: str | None
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class DeepLinkSettings:
    """What the LMS takes back from the picker (Deep Linking 2.0 §4.4.1). `data` must be echoed byte for byte."""

    return_url: str
    accept_types: tuple[str, ...]
    accept_targets: tuple[str, ...]
    accept_multiple: bool
    accept_line_item: bool
    data: str | None
    title: str | None


@dataclass(frozen=True, slots=True)
class NoticeService:
    """Where the LMS can be asked to send notices (Platform Notification Service 1.0), and of which kinds."""

    url: str
    kinds: tuple[str, ...]
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class LaunchClaims:
    """Everything that a verified launch says and that this tool uses."""

    message_type: MessageType
    issuer: str
    client_id: str
    deployment_id: str
    subject: str
    roles: tuple[str, ...]
    mentored: tuple[str, ...]
    names: Names
    target_link_uri: str | None
    context: Context | None
    resource_link: ResourceLink | None
    custom: tuple[tuple[str, str], ...]
    grade_service: GradeService | None
    memberships_url: str | None
    deep_link: DeepLinkSettings | None
    for_user: str | None
    return_url: str | None
    document_target: str | None
    locale: str | None
    platform_family: str | None
    notice_service: NoticeService | None = None

    def find_custom(self, name: str) -> str | None:
        """The custom parameter of that name; None where it is absent, empty or an unresolved `$Variable`."""
        value = dict(self.custom).get(name, "").strip()
        return None if not value or value.startswith("$") else value
