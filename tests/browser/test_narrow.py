"""The desk where there is little room: on a phone, and zoomed until a window is small and low."""

from typing import Any

import pytest

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
# A window of 1440 × 900 at 200 % and at 400 %; nobody is asked to scroll two ways (WCAG 1.4.10).
ZOOMED = ({"width": 720, "height": 450}, {"width": 360, "height": 225})
PAGES = ("/inbox", "/inbox?task=1", "/mentions", "/reports/by-channel", "/audit", "/themes")
SIDEWAYS = """() => [...document.querySelectorAll("main, main *")].filter((one) =>
    one.checkVisibility() && ["auto", "scroll"].includes(getComputedStyle(one).overflowX)
    && !one.matches(".scroll, .figure") && one.scrollWidth > one.clientWidth + 1
    ).map((one) => `${one.tagName}.${one.className}`)"""


def seen(page: Any, selector: str) -> bool:
    """Does all of it stand within the window, after scrolling to it?"""
    found = page.locator(selector)
    found.scroll_into_view_if_needed()
    box = found.bounding_box()
    return bool(box["y"] >= 0 and box["y"] + box["height"] <= page.viewport_size["height"] + 1)


@pytest.mark.parametrize("size", [PHONE, *ZOOMED], ids=str)
def test_the_menu_ends_within_reach(page: Any, log_in: Any, size: dict[str, int]) -> None:
    log_in("anna")
    page.set_viewport_size(size)
    page.goto("/approvals")
    page.click(".menu summary")
    assert seen(page, ".menu .sheet .me button")


@pytest.mark.parametrize("size", ZOOMED, ids=str)
def test_small_forms_are_never_higher_than_the_window(
    page: Any, log_in: Any, size: dict[str, int]
) -> None:
    log_in("anna")
    page.set_viewport_size(size)
    for key in "eds":
        page.goto("/inbox?task=1")
        page.keyboard.press(key)
        box = page.locator("details.drop[open] > form").bounding_box()
        assert box["y"] >= 0, key
        assert page.evaluate(SIDEWAYS) == [], key
        assert seen(page, "details.drop[open] > form > button.main"), key


@pytest.mark.parametrize("size", [PHONE, *ZOOMED], ids=str)
def test_nothing_is_scrolled_to_sideways(page: Any, log_in: Any, size: dict[str, int]) -> None:
    log_in("anna")
    page.set_viewport_size(size)
    for address in PAGES:
        page.goto(address)
        assert page.evaluate(SIDEWAYS) == [], address


def test_what_is_done_with_ticked_tasks_leaves_them_to_be_seen(page: Any, log_in: Any) -> None:
    log_in("anna")
    page.set_viewport_size(ZOOMED[-1])
    page.goto("/inbox")
    page.locator(".tick-row input").first.check()
    page.locator("#rows .row").first.scroll_into_view_if_needed()
    assert page.locator("#bulk").bounding_box()["height"] <= ZOOMED[-1]["height"] / 2


def test_a_text_from_right_to_left_is_so_in_the_list(page: Any, log_in: Any) -> None:
    """Else its parts stand in the wrong order around a brand in Latin letters."""
    log_in("anna")
    text = page.locator("#rows .row-text").first
    text.evaluate("one => { one.textContent = 'ההזמנה שלי מ-Romashka לא הגיעה'; }")
    assert text.evaluate("one => getComputedStyle(one).direction") == "rtl"


def test_a_note_stays_with_its_task_until_it_is_kept(page: Any, log_in: Any) -> None:
    log_in("anna")
    page.goto("/inbox?task=1")
    page.fill("#note", "Звонила, не берёт трубку")
    page.click("[data-key=a]")
    page.wait_for_selector("#pane .done")
    assert page.input_value("#note") == "Звонила, не берёт трубку"
    page.goto("/inbox?task=2")
    assert page.input_value("#note") == ""
    page.goto("/inbox?task=1")
    assert page.input_value("#note") == "Звонила, не берёт трубку"
    page.click("form.note button")
    page.wait_for_selector(".change-note")
    assert page.input_value("#note") == ""
    page.goto("/inbox?task=1")
    assert page.input_value("#note") == ""


def focused(page: Any) -> str:
    """What has the cursor."""
    return str(page.evaluate("`${document.activeElement.tagName} ${document.activeElement.id}`"))


def test_a_long_name_makes_no_card_wider_than_the_phone(page: Any, log_in: Any) -> None:
    log_in("anna")
    page.goto("/inbox?q=ромашка")
    page.click(".save-view summary")
    page.fill(".save-view [name=name]", "Ё" * 60)
    page.press(".save-view [name=name]", "Enter")
    page.wait_for_selector("#notice .done")
    page.set_viewport_size(PHONE)
    page.goto("/views")
    width = "document.querySelector('.scroll').scrollWidth"
    assert page.evaluate(width) <= PHONE["width"]


def test_the_cursor_is_never_lost_after_a_form(page: Any, log_in: Any) -> None:
    """Its button is in a small form that is shut again, or is not there any more."""
    log_in("anna")
    page.goto("/inbox?q=ромашка")
    page.click(".save-view summary")
    page.fill(".save-view [name=name]", "Моя")
    page.press(".save-view [name=name]", "Enter")
    page.wait_for_selector("#notice .done")
    page.wait_for_function("document.activeElement !== document.body")
    assert focused(page).startswith("SUMMARY")
    page.goto("/views")
    page.click("[formaction$='/delete']")
    page.wait_for_selector("main .empty")
    page.wait_for_selector("#notice .done")
    page.wait_for_function("document.activeElement !== document.body")
    assert focused(page) == "MAIN main"
