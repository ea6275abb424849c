"""The commands that look after a running service: keys, administrators, and what is cleared away or worked out anew."""

from __future__ import annotations

import click
from cryptography.fernet import InvalidToken
from flask import current_app, url_for
from flask.cli import AppGroup

from lti_app.activity.rebuilding_actions import rebuild_progress
from lti_app.administration.actions import add_first_invitation
from lti_app.cleaning import clean_up
from lti_app.clock import utc_now
from lti_app.mail.reads import count_mails
from lti_app.organisation.data_key_actions import SecretColumn, list_secret_columns, renew_batch
from lti_app.organisation.key_actions import rotate_keys
from lti_app.settings import Settings
from lti_app.web.current import get_programme

keys = AppGroup("keys", help="The keys that the service signs and encrypts with.")
administrator = AppGroup("administrator", help="Who administers an organisation's connection.")
mail = AppGroup("mail", help="Mails on their way, and those that nobody took.")
upkeep = AppGroup(
    "upkeep", help="Clearing away what is over, and working out anew what is kept beside the evidence."
)


@administrator.command("invite")
@click.option("--organisation", required=True, help="The council or partnership, as it is registered.")
def invite_administrator(organisation: str) -> None:
    """Print a link by which one person becomes an administrator of the organisation; it works once."""
    settings = _settings()
    secret = add_first_invitation(organisation.strip(), lifetime=settings.invitation_lifetime, now=utc_now())
    if secret is None:
        raise click.ClickException(
            f"no organisation is called “{organisation}”. It is made when its learning site registers, or by "
            "`platform add`."
        )
    with current_app.test_request_context():
        path = url_for("invitation.show_invitation", secret=secret)
    until = utc_now() + settings.invitation_lifetime
    click.echo(f"Send this link to one person. It works once, until {until:%-d %B %Y at %H:%M} UTC:\n")
    click.echo(f"  {settings.public_url}{path}")


@mail.command("state")
def show_mail_state() -> None:
    """Count the mails by state and reason."""
    if not _settings().can_mail:
        click.echo("No mail is set up: neither SMTP_URL nor NOTIFY_API_KEY.")
    for one in count_mails():
        why = f", {one.why}" if one.why else ""
        click.echo(
            f"organisation {one.organisation_id}: {one.mails} {one.state.value}{why}; the oldest from "
            f"{one.oldest_at:%Y-%m-%d %H:%M} UTC"
        )


@keys.command("rotate")
@click.option("--organisation", default=None, help="One organisation; each of them where none is named.")
@click.option(
    "--at-once",
    is_flag=True,
    help="As after a leak: sign with the new key now, and publish the old ones no more.",
)
def rotate(organisation: str | None, at_once: bool) -> None:
    """Make a new signing key; the old one stays published for a while."""
    settings = _settings()
    now = utc_now()
    rotated = rotate_keys(
        organisation.strip() if organisation else None,
        signs_after=settings.key_signs_after * (not at_once),
        published_for=settings.key_published_for * (not at_once),
        now=now,
    )
    if not rotated:
        raise click.ClickException("there is no such organisation")
    for one in rotated:
        until = f"the old one stays published until {one.old_published_until:%Y-%m-%d %H:%M} UTC"
        click.echo(
            f"{one.organisation}: key {one.kid} signs from {one.signs_from:%Y-%m-%d %H:%M} UTC; "
            f"{'no older key is published any more' if at_once else until}."
        )


@keys.command("rotate-data")
def encrypt_anew() -> None:
    """Encrypt every secret text with the newest of DATA_KEYS; start it again after an interruption."""
    try:
        renewed = sum(_renew(one) for one in list_secret_columns())
    except InvalidToken as fault:
        raise click.ClickException(
            "a text is encrypted with a key that DATA_KEYS does not hold. Put the old key back, after the new one."
        ) from fault
    click.echo(f"Done: {renewed} texts were encrypted anew. Older keys can be taken out of DATA_KEYS.")


def _renew(secrets: SecretColumn) -> int:
    """How many texts of the column were renewed; progress is printed after each batch."""
    seen = renewed = 0
    last: int | str | None = None
    while True:
        batch = renew_batch(secrets, after=last)
        seen, renewed, last = seen + batch.seen, renewed + batch.renewed, batch.last
        click.echo(f"{secrets.table}.{secrets.column}: {seen} seen, {renewed} encrypted anew")
        if last is None:
            return renewed


@upkeep.command("clean")
def clean_now() -> None:
    """Clear away what is over now; the jobs do it once a day."""
    click.echo(f"Cleared. Keys dropped: {clean_up(_settings(), now=utc_now())}")


@upkeep.command("rebuild")
def rebuild() -> None:
    """Work out anew how far everybody has come and what is complete: after a pack in which tasks moved or went."""
    people, last = 0, 0
    while True:
        batch = rebuild_progress(programme=get_programme(), after=last, now=utc_now())
        if batch.last is None:
            break
        people, last = people + batch.people, batch.last
        click.echo(f"People gone through: {people}")
    click.echo("Done.")


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
