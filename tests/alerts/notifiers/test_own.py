"""VK, MAX and Bitrix24, against servers that speak their documented interfaces."""

import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from time import sleep
from typing import Any
from urllib.parse import parse_qs

import pytest

from alerts.message import Message
from alerts.notifier import NotifyError
from alerts.notifiers import open_notifier
from alerts.notifiers.calls import LONGEST_ANSWER, exchange
from tests.alerts.conftest import Call, Hall

MESSAGE = Message("Новая жалоба: Кедробанк", "«[id1|Анна] ждёт»\n\nПравило «r», ab12", "ab12")
SENT = "Новая жалоба: Кедробанк\n\n«[\u2060id1|Анна] ждёт»\n\nПравило «r», ab12"
Address = Callable[[Hall], str]
ADDRESSES: dict[str, Address] = {
    "vk": lambda hall: f"vk://vk1.a.SeCret/2000000005?api=http://{hall.address}",
    "max": lambda hall: f"max://SeCret/chat/-77?api=http://{hall.address}",
    "bitrix24": lambda hall: f"bitrix24://{hall.address}/rest/1/SeCret/chat42?secure=no",
}
TAKEN: dict[str, Any] = {
    "vk": {"response": 8},
    "max": {"message": {"body": {"mid": "m1"}}},
    "bitrix24": {"result": 9},
}


@pytest.fixture(params=ADDRESSES)
def service(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def says(hall: Hall, answer: Any, status: int = 200) -> None:
    hall.status = status
    hall.answer = lambda _call: answer


def sent(hall: Hall, service: str) -> Call:
    says(hall, TAKEN[service])
    open_notifier(ADDRESSES[service](hall)).send(MESSAGE)
    (call,) = hall.calls
    return call


def test_vk(hall: Hall) -> None:
    call = sent(hall, "vk")

    form = {name: values[0] for name, values in parse_qs(call.body.decode()).items()}
    assert call.path == "/method/messages.send"
    assert call.headers["Authorization"] == "Bearer vk1.a.SeCret"
    assert (form["peer_id"], form["message"], form["v"]) == ("2000000005", SENT, "5.199")
    assert 0 < int(form["random_id"]) < 2**31


def test_vk_repeats_with_the_same_random_id(hall: Hall) -> None:
    says(hall, TAKEN["vk"])
    for key in ("ab12", "ab12", "ab13"):
        open_notifier(ADDRESSES["vk"](hall)).send(Message("t", "b", key))

    first, second, other = (parse_qs(call.body.decode())["random_id"] for call in hall.calls)
    assert first == second != other


def test_max(hall: Hall) -> None:
    call = sent(hall, "max")

    assert call.path == "/messages?chat_id=-77"
    assert call.headers["Authorization"] == "SeCret"
    assert call.json == {"text": SENT, "notify": True}


def test_bitrix24(hall: Hall) -> None:
    call = sent(hall, "bitrix24")

    assert call.path == "/rest/1/SeCret/im.message.add.json"
    assert call.json == {"DIALOG_ID": "chat42", "MESSAGE": SENT, "URL_PREVIEW": "N"}


@pytest.mark.parametrize(
    ("status", "retry"), [(503, True), (429, True), (400, False), (401, False), (302, False)]
)
def test_a_refusal(hall: Hall, service: str, status: int, *, retry: bool) -> None:
    says(hall, {"error": "x SeCret"}, status)

    with pytest.raises(NotifyError, match=str(status)) as error:
        open_notifier(ADDRESSES[service](hall)).send(MESSAGE)

    assert error.value.retry is retry
    assert "SeCret" not in str(error.value)
    assert len(hall.calls) == 1


@pytest.mark.parametrize(("code", "retry"), [(6, True), (9, True), (5, False), (901, False)])
def test_vk_refuses_inside_a_good_answer(hall: Hall, code: int, *, retry: bool) -> None:
    says(hall, {"error": {"error_code": code, "error_msg": "SeCret"}})

    with pytest.raises(NotifyError, match=f"error {code}") as error:
        open_notifier(ADDRESSES["vk"](hall)).send(MESSAGE)

    assert error.value.retry is retry
    assert "SeCret" not in str(error.value)


@pytest.mark.parametrize("answer", [[], None, {}, "ok", {"error": 5}, "x" * (LONGEST_ANSWER + 9)])
def test_an_answer_nobody_documented(hall: Hall, service: str, answer: Any) -> None:
    says(hall, answer)

    with pytest.raises(NotifyError) as error:
        open_notifier(ADDRESSES[service](hall)).send(MESSAGE)
    assert error.value.retry


def test_nobody_there(service: str) -> None:
    nowhere = Hall(address="127.0.0.1:9")

    with pytest.raises(NotifyError, match="could not be reached") as error:
        open_notifier(ADDRESSES[service](nowhere)).send(MESSAGE)

    assert error.value.retry
    assert error.value.__cause__ is None
    assert "127.0.0.1" not in str(error.value)


@pytest.mark.parametrize(
    "address",
    ["vk://SeCret", "vk:///5", "max://SeCret/5", "max://SeCret/chat/five", "max://[/chat/5",
     "bitrix24://portal.example/rest/SeCret"],
)  # fmt: skip
def test_a_bad_address_is_not_repeated(address: str) -> None:
    with pytest.raises(NotifyError, match="its address is not like") as error:
        open_notifier(address)

    assert not error.value.retry
    assert "SeCret" not in str(error.value)


def test_a_long_message_keeps_its_last_line(hall: Hall) -> None:
    says(hall, TAKEN["max"])
    long = Message("t", "я" * 9_000 + "\n\nПравило, ab12", "ab12")

    open_notifier(ADDRESSES["max"](hall)).send(long)

    text = hall.calls[0].json["text"]
    assert len(text) <= 4_000
    assert text.endswith("…\nПравило, ab12")


def test_an_answer_a_byte_at_a_time_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door, ThreadPoolExecutor() as pool:
        pool.submit(_trickle, door)
        url = f"http://127.0.0.1:{door.getsockname()[1]}/"
        with pytest.raises(NotifyError, match="could not be reached") as error:
            exchange(url, b"{}", {}, timeout=0.5)
    assert error.value.retry


def _trickle(door: socket.socket) -> None:
    """A good answer, a byte every tenth of a second: no single wait of it is long."""
    caller = door.accept()[0]
    with caller, suppress(ConnectionError):
        for byte in b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}":
            caller.sendall(bytes([byte]))
            sleep(0.1)
