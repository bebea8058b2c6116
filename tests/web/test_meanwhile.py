"""Two people change one thing: the second is told of the first, and nothing is lost."""

from collections.abc import Callable
from html import unescape
from re import findall
from typing import Any

import pytest
from pydantic import SecretStr

from pipeline.database import Database
from pipeline.team_model import AuditEntry
from pipeline.tone import Tone
from web.meanwhile import differences, mark


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Tone(), Tone(), True),
        (Tone(), Tone(slang=True), False),
        ({"a": [1, 2]}, {"a": [1, 2]}, True),
        ({"a": [1, 2]}, {"a": [2, 1]}, False),
        ((None, "x"), ("x", None), False),
        (False, None, False),
        (None, None, True),
    ],
)
def test_a_mark_tells_values_apart(one: object, other: object, same: bool) -> None:
    assert (mark(one) == mark(other)) is same
    assert bool(mark(one)) is (one is not None)


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ({"text": "а"}, {"text": "б"}, [("text", "а", "б")]),
        ({"text": "а"}, None, [("text", "а", "")]),
        ({"to": []}, {"to": ["post"]}, [("to", "", '["post"]')]),
        (
            {"tone": {"slang": False, "emoji": True}},
            {"tone": {"slang": True, "emoji": True}},
            [("tone", '{"slang": false}', '{"slang": true}')],
        ),
    ],
)
def test_only_what_differs_is_told(
    before: dict[str, Any], after: dict[str, Any] | None, found: list[tuple[str, str, str]]
) -> None:
    assert list(differences(AuditEntry(before=before, after=after))) == found


TONE = {"address": "formal", "own_accounts": "me", "emoji": "yes", "spelling": "yes"}
RULE = {"name": "Жалобы", "kind": "new-complaint", "to": "post", "kept": "yes"}
SOURCE = {"name": "Отзывы", "kind": "review", "channel": "review", "kept": "yes"}
TEMPLATE = {"name": "Ответ", "language": "ru", "text": "Здравствуйте!"}


SIGN = {"name": "press", "grade": "3", "terms": "суд", "kept": "yes"}
FORMS: list[tuple[str, str, dict[str, str], dict[str, str]]] = [
    ("/brands/1", "/brands/1/tone", TONE, {"own_accounts": "we"}),
    ("/brands/1", "/brands", {"name": "Ромашка", "kept": "yes", "competitor": "yes"}, {}),
    ("/brands/1/query", "/brands/1/query", {"text": "ромашк*"}, {"text": "ромашки"}),
    ("/rules/1", "/rules", RULE | {"options": "min_severity = 2"}, {"options": ""}),
    ("/sources/1", "/sources", SOURCE | {"url": "https://a.example/"}, {}),
    ("/templates/1", "/templates", {"row": "1", **TEMPLATE}, {"text": "Добрый день!"}),
    ("/triggers?name=press", "/triggers", SIGN, {}),
    ("/promises?promise=1", "/promises", {"promise": "1", "amount": "2"}, {"amount": "3"}),
    ("/promises/hours", "/promises/hours", {"zone": "UTC", "mon": "08:00-12:00"}, {}),
    ("/assignment?rule=1", "/assignment", {"name": "все", "kept": "1", "urgency": "high"}, {}),
]


def test_nobody_changes_anything_over_a_colleague(
    enter: Callable[[str], Any], app: Any, filled: Database
) -> None:
    """Refused with who and what; whoever has been told of it may put theirs in its place."""
    notifiers = {"post": SecretStr("jsons://hooks.example/")}
    app.state.desk.settings = app.state.desk.settings.model_copy(update={"notifiers": notifiers})
    manager = enter("manager")
    manager.post("/templates", **TEMPLATE | {"text": "Простите!"})
    manager.post("/promises", amount="8")
    manager.post("/assignment", name="все")

    for page, address, theirs, mine in FORMS:
        old = seen_on(manager, page, address)
        kept = manager.post(address, **theirs, seen=old)
        assert kept.status_code == 200, kept.text
        sent = {"csrf": manager.csrf, "seen": old} | theirs | mine
        refused = manager.client.post(address, data=sent)
        assert refused.status_code == 409, address
        assert "изменили: Имя manager" in refused.text
        assert "<ins>" in refused.text
        kept_fields = dict(findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', refused.text))
        assert {name: unescape(kept_fields[name]) for name in theirs | mine} == theirs | mine
        told = manager.client.post(address, data=sent, headers={"x-in-place": "yes"})
        (again,) = findall(r'data-seen="(\w+)"', told.text)
        assert again == seen_on(manager, page, address)
        assert manager.client.post(address, data=sent | {"seen": again}).status_code == 200


def seen_on(visitor: Any, page: str, address: str) -> str:
    """The mark in the form that leads to an address."""
    form = visitor.get(page).text.partition(f'action="{address}"')[2]
    return str(findall(r'name="seen" value="(\w+)"', form)[0])
