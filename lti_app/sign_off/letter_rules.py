"""The mails that a line manager gets: the link to their desk, and the code that proves that the mailbox is theirs."""

from __future__ import annotations

from datetime import datetime, timedelta

from lti_app.cohort.day_rules import write_day


def write_link_mail(*, name: str, address: str, expires_at: datetime) -> tuple[str, str]:
    """Subject and text of the mail that brings a link. It names no participant: anybody may read a mail."""
    return (
        "Your desk as a line manager: Achieving Permanence",
        f"""Dear {name},

You have been named as the line manager of somebody who takes part in
Achieving Permanence, a programme for experienced social workers. The programme
asks for your word at several points. Your desk shows what waits for you.

Open your desk:
{address}

The link is for you alone and works until {write_day(expires_at)}. When you open it, we
send a code to this address, so please do not forward it.

If you did not expect this, do not open it, and tell the training team of your
organisation.
""",
    )


def write_code_mail(*, name: str, code: str, lifetime: timedelta) -> tuple[str, str]:
    """Subject and text of the mail that brings a code; the subject does not hold it, as it shows on locked screens."""
    minutes = int(lifetime.total_seconds() // 60)
    return (
        "Your code for Achieving Permanence",
        f"""Dear {name},

Your code is {code[:3]} {code[3:]}

Enter it on the page that asked for it. It works for {minutes} minutes, in that
browser alone. Nobody of ours will ever ask you for it.

If you did not just open your desk, somebody else has your link. They cannot
come in without this code: do not pass it on, and tell the training team of
your organisation.
""",
    )


def write_waiting_mail(*, expires_at: datetime | None) -> tuple[str, str]:
    """Subject and text of the mail that says that something waits; `expires_at` is their link's, None without one.

    It names nobody and quotes nothing: it may be read on a screen that others see.
    """
    way = "Your desk opens by a link, and none of yours works now: ask the trainer of the\nprogramme for a new one."
    if expires_at is not None:
        way = (
            "Open your desk with the link that you were sent last. It works until\n"
            f"{write_day(expires_at)}. If you cannot find it, ask the trainer of the programme for a new one."
        )
    return (
        "Something waits for your word: Achieving Permanence",
        f"""Hello,

Something has been handed in that waits for your word as a line manager. Your
desk in Achieving Permanence shows what it is, and whose.

{way}

We send this at most once a day for each of your people.
""",
    )
