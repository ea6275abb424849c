"""One page to look at, and how a browser gets there."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page, Response


@dataclass(frozen=True, slots=True)
class Sight:
    """A page to look at: its kind, the state it is in, its address, and whether it is pictured for people.

    `press` names a button that is pressed there first, and the page that answers is the one to look at.
    """

    kind: str
    state: str
    way: str
    is_pictured: bool
    press: str = ""

    @property
    def name(self) -> str:
        """Kind and state."""
        return f"{self.kind}, {self.state}" if self.state else self.kind

    def open(self, page: Page, address: str) -> Response | None:
        """The answer that the page shows; `address` is where the service is."""
        answer = page.goto(address + self.way)
        if not self.press:
            return answer
        with page.expect_navigation() as going:
            page.get_by_role("button", name=self.press).click()
        return going.value
