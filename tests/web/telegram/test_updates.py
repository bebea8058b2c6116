"""What an update means: a table of cases, hostile ones among them."""

from typing import Any

import pytest

from web.telegram.updates import Verb, Wish, number_of, read_update, read_wish

BOT = 4711
OURS = {"id": BOT, "is_bot": True}
ANNA: dict[str, Any] = {"id": 7, "is_bot": False, "first_name": "Анна", "language_code": "ru"}
PRIVATE = {"id": 7, "type": "private"}
TASK = {"message_id": 3, "from": OURS, "text": "№15 · Ромашка · Отзывы\n№99 чужой текст"}
DRAFT = {"message_id": 4, "from": OURS, "text": "№15 ✎7 · Ромашка"}
COPY = {"from": OURS, "text": "№15", "entities": [{"type": "pre", "offset": 0, "length": 3}]}


def said(text: str | None, to: object = None, **more: Any) -> dict[str, Any]:
    message = {"message_id": 9, "from": ANNA, "chat": PRIVATE, "text": text}
    return {"update_id": 1, "message": message | ({"reply_to_message": to} if to else {}) | more}


def edited(text: str | None, to: object = None) -> dict[str, Any]:
    return {"update_id": 1, "edited_message": said(text, to)["message"]}


def pressed(data: object, **more: Any) -> dict[str, Any]:
    press = {"id": "5", "from": ANNA, "message": {"chat": PRIVATE, "message_id": 3}, "data": data}
    return {"update_id": 1, "callback_query": press | more}


WISHES = [
    (said("/help"), Wish(Verb.HELP)),
    (said("/start"), Wish(Verb.HELP)),
    (said("/start ABCDE23456"), Wish(Verb.LINK, text="ABCDE23456")),
    (said("abcde-23456"), Wish(Verb.LINK, text="ABCDE23456")),
    (said("/queue@otklik_bot"), Wish(Verb.QUEUE)),
    (said("/t15"), Wish(Verb.SHOW, 15)),
    (said("/t9999999999"), Wish(Verb.HELP)),
    (said("/drop now"), Wish(Verb.HELP)),
    (said("Простите!", TASK), Wish(Verb.ANSWER, 15, "Простите!")),
    (said("/queue", TASK), Wish(Verb.QUEUE)),
    (said("UNDERSTAND", TASK), Wish(Verb.ANSWER, 15, "UNDERSTAND")),
    (said("   ", TASK), Wish(Verb.TEXTLESS, 15)),
    (said(None, TASK), Wish(Verb.TEXTLESS, 15)),
    (said("Простите!"), Wish(Verb.UNCLEAR)),
    (said("Простите!", COPY), Wish(Verb.UNCLEAR)),
    (said("Простите!", TASK | {"from": ANNA}), Wish(Verb.UNCLEAR)),
    (said("Простите!", TASK | {"text": "Новых задач: 4\n№15"}), Wish(Verb.UNCLEAR)),
    (said("Простите!", TASK | {"text": "№9999999999"}), Wish(Verb.UNCLEAR)),
    (said("half \ud800\0", TASK), Wish(Verb.ANSWER, 15, "half ?")),
    (pressed("take:15"), Wish(Verb.TAKE, 15)),
    (pressed("dismiss:15:3"), Wish(Verb.DISMISS, 15, choice=3)),
    (pressed("send:7"), Wish(Verb.SEND, 7)),
    (pressed("answer:7"), Wish(Verb.UNCLEAR)),
    (pressed("take:9999999999"), Wish(Verb.UNCLEAR)),
    (pressed("take:-1"), Wish(Verb.UNCLEAR)),
    (pressed("'; DROP TABLE tasks"), Wish(Verb.UNCLEAR)),
    (pressed(None), Wish(Verb.UNCLEAR)),
    (pressed("undo:15:1763887630123456"), Wish(Verb.UNDO, 15, choice=1763887630123456)),
    (pressed("undo:15:17638876301234567"), Wish(Verb.UNCLEAR)),
    (pressed("return:7"), Wish(Verb.UNCLEAR)),
    (said("мягче", DRAFT), Wish(Verb.RETURN, 7, "мягче")),
    (said("x", DRAFT | {"text": "№15 ✎9999999999"}), Wish(Verb.UNCLEAR)),
    (said("x", DRAFT | {"text": "№15 ✎ 7"}), Wish(Verb.ANSWER, 15, "x")),
    (edited("Простите!", TASK), Wish(Verb.EDIT, 15, "Простите!")),
    (edited("мягче", DRAFT), Wish(Verb.DONE, 15)),
    (edited("Простите!"), Wish(Verb.NOTHING)),
    (edited("/queue", TASK), Wish(Verb.NOTHING)),
    (edited(None, TASK), Wish(Verb.NOTHING)),
    (edited("AAAAA-BBBBB"), Wish(Verb.NOTHING)),
    (pressed("take:15", message=None), Wish(Verb.TAKE, 15)),
]
NOTHING = [
    *(None, 5, "x", [], {}, {"update_id": 1}, {"message": 5}, {"message": {"from": ANNA}}),
    said("x", **{"from": OURS}),
    said("x", **{"from": ANNA | {"id": "7"}}),
    said("x", **{"from": ANNA | {"id": True}}),
    said("x", chat={"id": 2**70, "type": "private"}),
    pressed("take:1", id=5),
    {"update_id": 1, "edited_message": 5},
]


@pytest.mark.parametrize(("raw", "wish"), WISHES)
def test_what_is_wanted(raw: dict[str, Any], wish: Wish) -> None:
    update = read_update(raw, BOT)

    assert update is not None
    assert read_wish(update) == wish


@pytest.mark.parametrize("raw", NOTHING)
def test_what_nobody_sent_to_us(raw: object) -> None:
    assert read_update(raw, BOT) is None


@pytest.mark.parametrize(("raw", "number"), [({"update_id": 5}, 5), ({}, None), (7, None)])
def test_the_number(raw: object, number: int | None) -> None:
    assert number_of(raw) == number


def test_a_group_is_no_private_chat() -> None:
    update = read_update(said("/queue", chat={"id": -5, "type": "supergroup"}), BOT)

    assert update is not None
    assert not update.private
