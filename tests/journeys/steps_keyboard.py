"""Going about a page with the keyboard alone."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

LONGEST_WAY = 120
# Where the keyboard stands shows: an outline, a shadow or a border that the element has only while it is focused.
_FOCUS_SHOWS = """
(element) => {
  const look = (one) => {
    const style = getComputedStyle(one);
    return [style.outlineStyle !== "none" && style.outlineWidth !== "0px" ? style.outline : "",
      style.boxShadow, style.backgroundColor, style.borderColor].join("|");
  };
  const near = [element, ...document.querySelectorAll(`label[for="${CSS.escape(element.id || "-")}"]`)];
  const inside = near.flatMap((one) => [[one, ""], [one, "::before"]]);
  const read = () => inside.map(([one, part]) => part ? getComputedStyle(one, part).boxShadow
    + getComputedStyle(one, part).outline : look(one)).join("/");
  const focused = read();
  element.blur();
  const left = read();
  element.focus();
  return focused !== left;
}
"""


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the keyboard, and see that this shows."""
    for _ in range(LONGEST_WAY):
        page.keyboard.press("Tab")
        if target.evaluate("(element) => element === document.activeElement"):
            assert target.evaluate(_FOCUS_SHOWS), "one cannot see where the keyboard stands"
            return
    raise AssertionError(f"the keyboard never came to {target}")
