"""The commands of `flask --app wsgi …`: registering an LMS, the database's tables, and checking the content."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from flask_migrate import upgrade

from lti_app.clock import utc_now
from lti_app.jobs import jobs
from lti_app.organisation.actions import Registration, register_platform
from lti_app.programme.coverage import describe_coverage, list_coverage
from lti_app.programme.faults import describe_faults
from lti_app.programme.overlays import check_overlays
from lti_app.programme.reader import check_pack
from lti_app.settings import Settings
from lti_app.upkeep_commands import administrator, keys, mail, upkeep

platform = AppGroup("platform", help="Learning management systems that may launch.")
content = AppGroup("content", help="The programme's texts.")
database = AppGroup("database", help="The database's tables.")


def add_commands(app: Flask) -> None:
    """Register every command group."""
    for group in (platform, content, database, jobs, keys, administrator, mail, upkeep):
        app.cli.add_command(group)


@platform.command("add")
@click.option("--organisation", required=True, help="The council or partnership, by its full name.")
@click.option(
    "--issuer", required=True, help="The LMS's issuer (Moodle: Platform ID), without a closing slash."
)
@click.option("--client-id", required=True)
@click.option("--deployment", required=True, help="The deployment ID.")
@click.option("--auth-url", required=True, help="The authentication request address.")
@click.option("--token-url", required=True, help="The access token address.")
@click.option("--jwks-url", required=True, help="The public key set address.")
@click.option(
    "--token-audience", default=None, help="Only where the LMS asks for one that is not its token address."
)
@click.option(
    "--site",
    default=None,
    help="The address of the LMS's pages, only where it is on another host than the issuer.",
)
def add_platform(
    organisation: str,
    issuer: str,
    client_id: str,
    deployment: str,
    auth_url: str,
    token_url: str,
    jwks_url: str,
    token_audience: str | None,
    site: str | None,
) -> None:
    """Register an LMS, or update one that is registered, and print what its administrator needs."""
    registration = Registration(
        organisation=organisation.strip(),
        issuer=issuer.strip(),
        client_id=client_id.strip(),
        deployment_id=deployment.strip(),
        auth_url=auth_url.strip(),
        token_url=token_url.strip(),
        jwks_url=jwks_url.strip(),
        token_audience=token_audience,
        site=site.strip() if site else None,
    )
    try:
        registered = register_platform(registration, now=utc_now())
    except ValueError as fault:
        raise click.ClickException(f"Nothing was changed: {fault}.") from fault
    click.echo(f"{'Updated' if registered.updated else 'Registered'}: {issuer} for {organisation}.\n")
    click.echo(describe_tool(current_app.extensions["settings"]))


def describe_tool(settings: Settings) -> str:
    """What an LMS's administrator types into the LMS, one line each, in the words of Moodle's form."""
    address = settings.public_url
    return "\n".join(
        (
            "What the LMS's administrator needs:",
            f"  Tool URL                     {settings.launch_url}",
            f"  Initiate login URL           {address}/lti/login",
            f"  Redirection URI              {settings.launch_url}",
            f"  Public key type / URL        Keyset URL  {address}/lti/jwks.json",
            f"  Content selection URL        {settings.launch_url}   (Supports Deep Linking: yes)",
            "  Custom parameters            context_id_history=$Context.id.history",
            "                               resource_link_id_history=$ResourceLink.id.history",
            "  Services                     grades: use for sync and column management",
            "                               names and roles: retrieve members",
            "  Privacy                      share launcher's name; accept grades",
            "  A link placed by hand        custom parameter  activity=m1-w1",
        )
    )


@content.command("check")
def check_content() -> None:
    """Name every fault of the content at once; end with an error where there is one."""
    settings: Settings = current_app.extensions["settings"]
    faults = check_pack(settings.programme_dir) + check_overlays(
        settings.programme_dir, settings.overlays_dir
    )
    if faults:
        raise click.ClickException(f"the content has faults.\n{describe_faults(faults)}")
    programme = current_app.extensions["programme"]
    click.echo(
        f"{programme.title}: {len(programme.activities)} activities, version {programme.version}. No faults."
    )


@content.command("coverage")
def show_coverage() -> None:
    """Print every row of what the sources ask for against its key; end with an error where one is missing."""
    covered = list_coverage(current_app.extensions["programme"])
    click.echo(describe_coverage(covered))
    if any(row.missing for row in covered):
        raise click.ClickException("the content does not hold everything that its sources ask for.")


@database.command("upgrade")
def upgrade_database() -> None:
    """Bring the database's tables to this version."""
    current_app.extensions["settings"].instance_dir.mkdir(parents=True, exist_ok=True)
    upgrade()
    click.echo("The database's tables are up to date.")
