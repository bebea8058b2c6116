"""Noise marked and brought back, a theme renamed and back, in a real browser."""

from struct import unpack
from typing import Any

import pytest

from web.languages import translations

pytestmark = pytest.mark.browser
PASSWORD = "верно, лошадь"


@pytest.mark.parametrize(("login", "language"), [("anna", "ru"), ("kate", "en")])
def test_noise_is_marked_and_brought_back(
    page: Any, log_in: Any, login: str, language: str
) -> None:
    says = translations(language).gettext
    log_in(login)
    page.goto("/mentions")
    page.wait_for_function("() => window.htmx")
    first = page.locator("#mentions > li").first
    number = first.get_attribute("id")

    first.get_by_role("button", name=says("Noise"), exact=True).click()
    page.locator(f"#{number} .noise-said").wait_for()
    page.goto("/mentions")
    assert page.locator(f"#{number}").count() == 0

    page.get_by_role("link", name=says("Look at it")).click()
    row = page.locator(f"#{number}")
    row.get_by_role("button", name=says("Not noise"), exact=True).click()
    row.get_by_role("button", name=says("Noise"), exact=True).wait_for()
    page.goto("/mentions")
    page.locator(f"#{number}").wait_for()


def test_a_theme_is_renamed_and_gets_its_own_name_back(page: Any, log_in: Any) -> None:
    says = translations("ru").gettext
    log_in("anna")
    page.goto("/themes")
    page.locator("table.themes th a").first.click()
    own = page.locator("h1").inner_text()

    page.fill("[name=name]", "Опоздания")
    page.get_by_role("button", name=says("Rename")).click()
    page.locator("h1", has_text="Опоздания").wait_for()
    page.goto("/themes")
    page.locator("table.themes th", has_text="Опоздания").wait_for()

    page.locator("table.themes th a", has_text="Опоздания").first.click()
    page.fill("[name=name]", "")
    page.get_by_role("button", name=says("Rename")).click()
    page.locator("h1", has_text=own).wait_for()
    assert "Опоздания" in page.locator(".changes").inner_text()

    # A form that is refused keeps what was typed, and the eye goes to what is to be mended.
    page.goto("/brands/new")
    page.fill("[name=name]", "Ромашка")
    page.fill("[name=text]", "ромашка NOT чай")
    page.get_by_role("button", name=says("Keep")).click()
    page.locator("[name=name][aria-invalid=true]:focus").wait_for()
    assert page.input_value("[name=text]") == "ромашка NOT чай"

    # So does one whose login has ended: after logging in again it is there, once.
    page.context.clear_cookies()
    page.get_by_role("button", name=says("Keep")).click()
    page.wait_for_url("**/login?then=*")
    page.fill("[name=login]", "anna")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.locator("#notice .done").wait_for()
    assert page.input_value("[name=text]") == "ромашка NOT чай"
    assert page.evaluate("sessionStorage.getItem('forms')") is None
    page.fill("[name=name]", "Чай")
    page.get_by_role("button", name=says("Keep")).click()
    page.locator("table th", has_text="Чай").wait_for()


def test_a_chart_is_saved_as_a_picture_for_slides(page: Any, log_in: Any) -> None:
    log_in("anna")
    page.goto("/reports/by-channel?period=all")

    with page.expect_download() as saved:
        page.locator("[data-picture]").click()

    assert saved.value.suggested_filename == "by-channel.png"
    data = saved.value.path().read_bytes()
    wide, high = unpack(">II", data[16:24])
    drawn = page.locator("svg.bars").bounding_box()
    assert data.startswith(b"\x89PNG")
    assert wide > 2 * drawn["width"]
    assert high > 2 * drawn["height"]


def test_a_chart_is_as_light_from_a_dark_desk(page: Any, log_in: Any) -> None:
    log_in("anna")
    pictures = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto("/reports/by-channel?period=all")
        before = page.evaluate("getComputedStyle(document.body).backgroundColor")
        with page.expect_download() as saved:
            page.locator("[data-picture]").click()
        pictures.append(saved.value.path().read_bytes())
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == before

    assert pictures[0] == pictures[1]


def test_filters_of_the_audit_log_and_of_alerts_work_by_themselves(page: Any, log_in: Any) -> None:
    says = translations("ru").gettext
    log_in("anna")
    page.goto("/audit")
    page.wait_for_function("() => window.htmx")
    page.select_option("[name=thing]", "verdict")
    page.locator("#found", has_text=says("Nothing fits.")).wait_for()
    page.wait_for_url("**thing=verdict**")
    assert "thing=verdict" in str(page.get_attribute("#audit-head [download]", "href"))
    page.get_by_role("link", name=says("Clear the filters")).click()
    page.locator("#found table").wait_for()

    page.goto("/alerts")
    page.wait_for_function("() => window.htmx")
    page.select_option("[name=state]", "given up")
    page.wait_for_url("**state=given**")
    assert page.get_by_role("button", name=says("Show"), exact=True).count() == 0


def test_dates_are_asked_for_only_where_they_count(page: Any, log_in: Any) -> None:
    log_in("anna")
    page.goto("/reports/by-channel")
    assert not page.locator("[name=since]").is_visible()

    page.select_option("[name=period]", "own")
    page.fill("[name=since]", "2001-01-01")

    page.wait_for_url("**since=2001-01-01**")
    assert page.locator("[name=since]").is_visible()
