"""Apprise as a way out, over real servers; addresses stay secret."""

import logging
from collections.abc import Iterator
from io import StringIO

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
