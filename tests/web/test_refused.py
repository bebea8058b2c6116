"""A form that is refused: the field to mend is named, and the page that sent it can stay."""

from typing import Any

import pytest

LONG = "ы" * 21_000
SOURCE = {"name": "Лента", "kind": "feed", "channel": "news", "url": "https://a.example/"}


@pytest.mark.parametrize(
    ("address", "fields", "field"),
    [
        ("/brands", {"name": "Ромашка", "text": "x"}, "name"),
        ("/brands", {"name": "Новая", "text": "(ромашка"}, "query"),
        ("/brands", {"name": "Новая", "text": LONG}, "text"),
        ("/brands", {"text": "x"}, "name"),
        ("/brands/1/query", {"text": "(ромашка"}, "query"),
        ("/brands/1/query/examples", {}, "example"),
        ("/brands/1/tone", {"longest-review": "много"}, "longest-review"),
        ("/sources", SOURCE | {"name": "Отзывы"}, "name"),
        ("/sources", SOURCE | {"url": "ftp://a.example"}, "url"),
        ("/sources", SOURCE | {"language": "русский"}, "language"),
        ("/sources", SOURCE | {"options": "pages ="}, "options"),
        ("/sources", SOURCE | {"options": "pagess = 3"}, "options"),
        ("/sources", SOURCE | {"options": "pages = " + "9" * 5_000}, "options"),
        ("/sources", SOURCE | {"options": "pages = 0x" + "f" * 5_000}, "options"),
        ("/sources", SOURCE | {"options": "pages = 2026-11-23"}, "options"),
        ("/sources/try", SOURCE | {"options": "pages = 09:30:00"}, "options"),
        ("/sources", SOURCE | {"name": " "}, "name"),
        ("/sources", SOURCE | {"url": "нет"}, "url"),
        ("/assignment", {"name": "всем", "severity": "9"}, "severity"),
        ("/rules", {"name": "Жалобы", "kind": "new-complaint", "to": "post"}, "name"),
        ("/rules", {"name": "Новое", "kind": "new-complaint", "to": "nobody"}, "to"),
        ("/templates", {"name": "Ответ", "language": "ru", "text": "{имяя}"}, "text"),
        ("/triggers", {"name": "a:b", "grade": "2", "terms": "x"}, "name"),
        ("/triggers", {"name": "беда", "grade": "2", "terms": "(x"}, "query"),
        ("/promises", {"amount": "2л"}, "within"),
        ("/promises", {"amount": "2", "warn_at": "много"}, "warn_at"),
        ("/promises", {"amount": "2", "zone": "Москва"}, "zone"),
        ("/promises/hours", {"zone": "UTC", "sun": "9-18"}, "sun"),
        ("/promises/hours", {"zone": "UTC", "days": "1 января"}, "days"),
        ("/people", {"name": "Б", "login": "agent", "password": "верно, лошадь"}, "login"),
        ("/people/1/work", {"capacity": "много"}, "capacity"),
        ("/people/1/absences", {"since": "2026-12-05"}, "until"),
        ("/me/password", {"old": "не тот", "new": "верно, лошадь"}, "old"),
        ("/themes/delivery/name", {"name": "ы" * 100}, "name"),
        ("/themes/delivery/help", {"url": "нет"}, "url"),
        ("/views", {"page": "inbox", "query": "q=x", "name": " "}, "name"),
        ("/tasks/1/answer", {"text": " "}, "text"),
        ("/tasks/1/answer", {"text": "Ответ", "url": "нет"}, "url"),
        ("/tasks/1/resolve", {"reason": ""}, "reason"),
        ("/tasks/1/snooze", {"own": "вчера"}, "own"),
        ("/tasks/1/merge", {"into": "77"}, "into"),
    ],
)
def test_a_refused_form_says_which_field(
    manager: Any, address: str, fields: dict[str, str], field: str
) -> None:
    headers = {"x-in-place": "yes"}
    sent = {"csrf": manager.csrf} | fields
    answer = manager.client.post(address, data=sent, headers=headers, follow_redirects=False)

    assert answer.status_code in (409, 422)
    assert f'role="alert" data-field="{field}"' in answer.text
    assert "<html" not in answer.text
    assert f"&#34;{field}&#34;" not in answer.text  # what a watch file calls it


def test_a_page_that_stays_is_told_where_to_go(manager: Any, visitor: Any) -> None:
    headers = {"x-in-place": "yes"}
    sent = {"csrf": manager.csrf, "name": "Новая", "text": "x"}
    kept = manager.client.post("/brands", data=sent, headers=headers, follow_redirects=False)
    assert (kept.status_code, kept.headers["location"]) == (200, "/brands")

    stale = sent | {"csrf": "of an earlier login"}
    assert 'data-field="csrf"' in manager.client.post("/brands", data=stale, headers=headers).text

    headers["referer"] = "http://127.0.0.1/brands/new"
    lost = visitor.client.post("/brands", data=sent, headers=headers, follow_redirects=False)
    assert (lost.status_code, lost.headers["location"]) == (401, "/login?then=%2Fbrands%2Fnew")
    headers = {"hx-request": "true", "referer": "http://127.0.0.1/inbox?task=1"}
    lost = visitor.client.post("/tasks/1/note", data=sent, headers=headers, follow_redirects=False)
    assert lost.headers["hx-redirect"] == "/login?then=%2Finbox%3Ftask%3D1"


def test_looking_puts_no_token_into_the_address(manager: Any) -> None:
    for address in ("/brands/1", "/brands/1/query", "/rules/1"):
        form = manager.get(address).text.partition('formmethod="get"')[0].rpartition("<form")[2]
        assert 'type="hidden" name="csrf"' not in form
