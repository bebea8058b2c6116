"""Apprise as a way out, over real servers; addresses stay secret."""

import logging
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import StringIO
from threading import Event

import pytest

from alerts.message import Message
from alerts.notifier import NotifyError
from alerts.notifiers import open_notifier
from tests.alerts.conftest import Hall, Mailbox

MESSAGE = Message(
    "2 новые жалобы: Кедробанк",
    "«Деньги <b>не</b> вернули & ждут»\n\nhttps://a.example/1?b=2&c=3",
    "ab12",
)


def test_e_mail(mailbox: Mailbox) -> None:
    open_notifier(
        f"mailto://127.0.0.1:{mailbox.port}?from=otklik@a.example&to=team@a.example&mode=insecure"
    ).send(MESSAGE)

    (mail,) = mailbox.mails
    plain = mail.get_body(("plain",))
    rich = mail.get_body(("html",))
    assert mail["Subject"] == MESSAGE.title
    assert mail["X-Otklik-Key"] == "ab12"
    assert plain is not None
    assert "«Деньги <b>не</b> вернули & ждут»" in plain.get_content()
    assert "https://a.example/1?b=2&c=3" in plain.get_content()
    if rich is not None:
        assert "&lt;b&gt;" in rich.get_content()


def test_webhook(hall: Hall) -> None:
    open_notifier(f"json://{hall.address}/alerts").send(MESSAGE)

    (call,) = hall.calls
    assert call.path == "/alerts"
    assert call.headers["X-Otklik-Key"] == "ab12"
    assert call.json["key"] == "ab12"
    assert call.json["title"] == MESSAGE.title
    assert call.json["message"] == MESSAGE.body


@pytest.mark.parametrize(
    ("status", "retry"), [(500, True), (503, True), (429, True), (400, False), (404, False)]
)
def test_what_the_server_says_decides_on_a_retry(hall: Hall, status: int, *, retry: bool) -> None:
    hall.status = status

    with pytest.raises(NotifyError, match=str(status)) as error:
        open_notifier(f"json://{hall.address}/alerts").send(MESSAGE)

    assert error.value.retry is retry


@pytest.fixture
def logged() -> Iterator[StringIO]:
    """What a program that logs everything would log."""
    lines = StringIO()
    handler = logging.StreamHandler(lines)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield lines
    root.removeHandler(handler)
    root.setLevel(level)


def test_an_address_is_never_shown(logged: StringIO, capfd: pytest.CaptureFixture[str]) -> None:
    secret = "json://user:topsecret@127.0.0.1:9/token-123"

    with pytest.raises(NotifyError) as error:
        open_notifier(secret).send(MESSAGE)

    out, err = capfd.readouterr()
    for said in (str(error.value), repr(error.value), logged.getvalue(), out, err):
        assert "topsecret" not in said
        assert "token-123" not in said
        assert "127.0.0.1" not in said
    assert error.value.retry


@pytest.mark.parametrize("address", ["nonsense", "nosuchservice://token-123", "json://", ""])
def test_an_address_that_means_nothing(address: str) -> None:
    with pytest.raises(NotifyError, match="address") as error:
        open_notifier(address)

    assert not error.value.retry
    assert "token-123" not in str(error.value)


def test_what_is_too_long_comes_in_parts(hall: Hall) -> None:
    long = Message("t", "слово " * 12_000, "ab12")

    open_notifier(f"json://{hall.address}/alerts").send(long)

    assert len(hall.calls) > 1
    assert {call.json["key"] for call in hall.calls} == {"ab12"}
    assert sum(call.json["message"].count("слово") for call in hall.calls) == 12_000


HASTY = """
import sys
from alerts.message import Message
from alerts.notifier import NotifyError
from alerts.notifiers import apprise, open_notifier
apprise.WHOLE = 0.5
try:
    open_notifier(sys.argv[1]).send(Message("t", "b", "k"))
except NotifyError as error:
    print(error)
"""


@pytest.mark.parametrize("scheme", ["json", "mailto"])
def test_a_server_that_answers_a_byte_at_a_time_keeps_no_process_from_ending(scheme: str) -> None:
    over = Event()
    with socket.create_server(("127.0.0.1", 0)) as door, ThreadPoolExecutor() as pool:
        pool.submit(_trickle, door, over)
        address = f"{scheme}://127.0.0.1:{door.getsockname()[1]}/?from=a@a.example&to=b@a.example"
        words = [sys.executable, "-c", HASTY, address]
        try:
            ended = subprocess.run(words, check=True, capture_output=True, text=True, timeout=60)
        finally:
            over.set()
    assert ended.stdout == "no answer in 0 seconds\n"


def _trickle(door: socket.socket, over: Event) -> None:
    """One line without an end."""
    caller = door.accept()[0]
    with caller, suppress(ConnectionError):
        while not over.wait(0.1):
            caller.sendall(b"2")
