"""The objects among a launch's claims: context, resource link, services, presentation, deep linking."""

from __future__ import annotations

from dataclasses import dataclass

from lti_app.lti.claim_reader import ClaimReader
from lti_app.lti.claims import Context, DeepLinkSettings, GradeService, NoticeService, ResourceLink
from lti_app.lti.faults import Fault, FaultCode
from lti_app.lti.texts import is_web_address, read_label, read_prose

_GRADES = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
_MEMBERSHIPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
_DEEP_LINK = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
_LONGEST_TITLE = 400
_LONGEST_CUSTOM_VALUE = 4000
_MOST_CUSTOM_PARAMETERS = 200
_CONTEXT_HISTORY = ("context_id_history", "context_history")
_LINK_HISTORY = ("resource_link_id_history", "resource_link_history")

Custom = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Presentation:
    """How the LMS shows the tool, and where it wants people back; each is None where it does not say."""

    return_url: str | None
    document_target: str | None
    locale: str | None


def read_custom(reader: ClaimReader, claim: str) -> Custom:
    """The custom parameters. Numbers and truth values become texts; anything deeper is left out."""
    custom = reader.read_object(claim, "custom")
    if custom is None:
        return ()
    found = []
    for name, value in list(reader.get(claim).items())[:_MOST_CUSTOM_PARAMETERS]:
        if isinstance(value, bool):
            text: str | None = "true" if value else "false"
        elif isinstance(value, int | float):
            text = repr(value)
        else:
            text = read_prose(value, longest=_LONGEST_CUSTOM_VALUE)
        found.append((read_label(name) or "", text or ""))
    return tuple(found)


def read_context(reader: ClaimReader, claim: str, *, custom: Custom) -> Context | None:
    """The course; None where the launch names none."""
    context = reader.read_object(claim, "context")
    if context is None:
        return None
    return Context(
        id=context.read_identifier("id", "id"),
        label=read_label(context.get("label"), longest=_LONGEST_TITLE),
        title=read_label(context.get("title"), longest=_LONGEST_TITLE),
        history=_read_history(custom, _CONTEXT_HISTORY),
    )


def read_resource_link(
    reader: ClaimReader, claim: str, *, custom: Custom, needed: bool
) -> ResourceLink | None:
    """The link that was followed."""
    link = reader.read_object(claim, "resource_link", needed=needed)
    if link is None:
        return None
    return ResourceLink(
        id=link.read_identifier("id", "id"),
        title=read_label(link.get("title"), longest=_LONGEST_TITLE),
        description=read_prose(link.get("description")),
        history=_read_history(custom, _LINK_HISTORY),
    )


def _read_history(custom: Custom, names: tuple[str, str]) -> tuple[str, ...]:
    """The ids in `$Context.id.history` or `$ResourceLink.id.history`, nearest first; none where it is unresolved."""
    values = {name: value for name, value in custom if value and name in names}
    if not values:
        return ()
    text = values.get(names[0]) or values[names[1]]
    if text.startswith("$"):
        return ()
    return tuple(part for part in (piece.strip() for piece in text.split(",")) if part)


def read_grade_service(reader: ClaimReader, *, needed: bool) -> GradeService | None:
    """Where grades go (LTI-AGS 2.0 §3.1). A submission review needs it, with its line item (Submission Review 1.0)."""
    service = reader.read_object(_GRADES, "grade service", needed=needed)
    if service is None:
        return None
    return GradeService(
        line_item=service.read_address("lineitem", "lineitem", needed=needed),
        line_items=service.read_address("lineitems", "lineitems"),
        scopes=frozenset(service.read_words("scope", "scope")),
    )


def read_memberships_url(reader: ClaimReader) -> str | None:
    """Where the roster is (LTI-NRPS 2.0 §3.6.1.1); None where it is not offered."""
    service = reader.read_object(_MEMBERSHIPS, "names and roles service")
    return (
        None
        if service is None
        else service.read_address("context_memberships_url", "context_memberships_url")
    )


def read_notice_service(reader: ClaimReader, claim: str) -> NoticeService | None:
    """Where notices can be asked for; None where the LMS offers none. What is wrong in it keeps nobody out."""
    offered = reader.get(claim)
    url = offered.get("platform_notification_service_url") if isinstance(offered, dict) else None
    if not is_web_address(url):
        return None
    kinds, scopes = (offered.get(name) for name in ("notice_types_supported", "scope"))
    return NoticeService(
        url=str(url),
        kinds=tuple(one for one in kinds if isinstance(one, str)) if isinstance(kinds, list) else (),
        scopes=frozenset(one for one in scopes if isinstance(one, str))
        if isinstance(scopes, list)
        else frozenset(),
    )


def read_presentation(reader: ClaimReader, claim: str) -> Presentation:
    """How the LMS shows the tool. A return address that could not be a link is a fault: it would be shown as one."""
    shown = reader.read_object(claim, "launch_presentation")
    if shown is None:
        return Presentation(None, None, None)
    return Presentation(
        return_url=shown.read_address("return_url", "return_url"),
        document_target=read_label(shown.get("document_target"), longest=16),
        locale=read_label(shown.get("locale"), longest=35),
    )


def read_for_user(reader: ClaimReader, claim: str) -> str | None:
    """Whose submission is to be reviewed (Submission Review 1.0 §3.2)."""
    person = reader.read_object(claim, "for_user", needed=True)
    return None if person is None else person.read_identifier("user_id", "user_id")


def read_deep_link(reader: ClaimReader) -> DeepLinkSettings | None:
    """What the picker may send back (Deep Linking 2.0 §4.4.1).

    One link where `accept_multiple` is not said; a line item unless `accept_lineitem` is false. `data` is kept as is.
    """
    settings = reader.read_object(_DEEP_LINK, "deep_linking_settings", needed=True)
    if settings is None:
        return None
    echoed = settings.get("data")
    if echoed is not None and not isinstance(echoed, str):
        settings.fault(FaultCode.CLAIM_MALFORMED, "data")
    types = settings.read_words("accept_types", "accept_types", needed=True)
    targets = settings.read_words(
        "accept_presentation_document_targets", "accept_presentation_document_targets", needed=True
    )
    if types and "ltiResourceLink" not in types:
        settings.faults.append(Fault(FaultCode.CANNOT_TAKE_LINKS))
    return DeepLinkSettings(
        return_url=settings.read_address("deep_link_return_url", "deep_link_return_url", needed=True) or "",
        accept_types=types,
        accept_targets=targets,
        accept_multiple=settings.read_flag("accept_multiple", "accept_multiple", absent=False),
        accept_line_item=settings.read_flag("accept_lineitem", "accept_lineitem", absent=True),
        data=echoed if isinstance(echoed, str) else None,
        title=read_label(settings.get("title"), longest=_LONGEST_TITLE),
    )
