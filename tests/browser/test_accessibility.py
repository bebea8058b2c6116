"""Nothing stands in anybody's way: axe over every page, light and dark, wide and narrow."""

import re
from importlib.resources import files
from typing import Any

import pytest
from fastapi.routing import APIRoute

from web.app import PARTS

pytestmark = pytest.mark.browser
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What depends on colours and widths; the rest is the same in each of them.
LOOKS = ["color-contrast", "target-size", "link-in-text-block", "scrollable-region-focusable"]
WAYS = [(scheme, width) for scheme in ("light", "dark") for width in (1440, 390)]
NAMES = {"name": "by-channel", "token": "unknown"}
LEAVES = {"/logout", "/live"}


def addresses() -> list[str]:
    """Every page that the routes name, the first thing of each kind; filters and errors besides."""
    found = {"/inbox?task=1", "/mentions?q=ромашка", "/nowhere", "/inbox?q=нигденет"}
    for part in PARTS:
        for route in part.router.routes:
            if isinstance(route, APIRoute) and "GET" in route.methods and not_a_file(route):
                found.add(re.sub(r"\{(\w+)\}", lambda name: NAMES.get(name[1], "1"), route.path))
    return sorted(found)


def not_a_file(route: APIRoute) -> bool:
    """Is it something to look at? What a browser would save has its form in the address."""
    return "{form}" not in route.path and route.path not in LEAVES


def look(page: Any, only: dict[str, Any]) -> list[Any]:
    """What axe finds wrong with the page as it is now."""
    found = page.evaluate("only => axe.run(only)", only)["violations"]
    return [(one["id"], [node["html"][:200] for node in one["nodes"][:4]]) for one in found]


def wrong_with(page: Any, address: str, ways: list[tuple[str, int]]) -> list[Any]:
    """What stands in the way on one page, in these looks."""
    # Without motion, so that no colour is looked at on its way to another.
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size({"width": 1440, "height": 900})
    answer = page.goto(address)
    if answer is None or "text/html" not in answer.headers.get("content-type", ""):
        return []
    if not page.locator("head title").count():
        return []  # a part of a page
    page.evaluate(AXE + "; 0")  # as the browser's own: a script tag is what our policy forbids
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    # All sheets at once lie over each other's buttons, which nobody ever sees.
    all_but_sizes = {"runOnly": STANDARDS, "rules": {"target-size": {"enabled": False}}}
    wrong = [(address, *one) for one in look(page, all_but_sizes)]
    sheets = "document.querySelectorAll('details.drop, details.menu')"
    page.evaluate(f"{sheets}.forEach(one => one.open = false)")
    for scheme, width in ways:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        rules = look(page, {"runOnly": {"type": "rule", "values": LOOKS}})
        wrong += [(address, scheme, width, *one) for one in rules]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append((address, width, "scrolls sideways"))
    return wrong


# Colours are the same in both languages, and Russian words are the longer ones.
@pytest.mark.parametrize(("login", "ways"), [("anna", WAYS), ("kate", WAYS[:1])])
def test_every_page_is_open_to_everybody(
    page: Any, log_in: Any, login: str, ways: list[tuple[str, int]]
) -> None:
    log_in(login)

    wrong = [one for address in addresses() for one in wrong_with(page, address, ways)]

    assert wrong == []


def test_the_door_is_open_to_everybody(page: Any) -> None:
    doors = [f"/login?language={language}" for language in ("ru", "en")]

    assert [one for door in doors for one in wrong_with(page, door, WAYS)] == []
