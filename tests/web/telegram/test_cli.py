"""`otklik telegram`: looked at, and run once over a real desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import line
from pipeline.cli import main
from pipeline.database import Database
from pipeline.settings import Settings, read_settings
from tests.web.telegram.conftest import TOKEN, Telegram


@pytest.fixture(autouse=True)
def environment(
    settings: Settings, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    monkeypatch.setenv("OTKLIK_DATA", str(settings.data))
    monkeypatch.setenv("OTKLIK_TELEGRAM_BOT", TOKEN)
    monkeypatch.setenv("OTKLIK_TELEGRAM_API", telegram.address)
    read_settings.cache_clear()
    yield
    read_settings.cache_clear()


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        main(["telegram", *words])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out + said.err


def test_it_says_under_which_name_the_bot_is_reached(
    filled: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "check") == (
        0,
        "telegram: reachable as @otklik_test_bot, https://t.me/otklik_test_bot\n",
    )


WRONG = [
    ("OTKLIK_TELEGRAM_BOT", "1:" + "a" * 35, "answered 401: Unauthorized"),
    ("OTKLIK_TELEGRAM_BOT", "secret", "a token looks like"),
    ("OTKLIK_TELEGRAM_BOT", None, "OTKLIK_TELEGRAM_BOT is not set"),
    ("OTKLIK_TELEGRAM_API", "http://127.0.0.1:9", "could not be reached"),
    ("OTKLIK_TELEGRAM_API", "telegram", "write it as https://api.telegram.org"),
]


@pytest.mark.parametrize(("name", "value", "told"), WRONG)
def test_what_is_wrong_is_one_line_without_the_token(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str | None,
    told: str,
) -> None:
    if value is None:
        monkeypatch.delenv(name)
    else:
        monkeypatch.setenv(name, value)
    code, said = run(capsys, "check")

    assert code == 2
    assert told in said
    assert said.count("\n") == 1
    assert TOKEN not in said
    assert not value or value not in said or name.endswith("API")


def test_once_does_what_waits_and_is_left_to_one_that_runs(
    settings: Settings, filled: Database, telegram: Telegram, capsys: pytest.CaptureFixture[str]
) -> None:
    telegram.say("/help", user=5)
    assert run(capsys, "--once") == (0, "telegram: heard 1 updates\n")
    assert len(telegram.texts(5)) == 1
    with line.take_mark(Path(settings.data), "telegram") or pytest.fail("no mark"):
        code, said = run(capsys, "--once")
    assert code == 0
    assert said.startswith("telegram: left to the one under way")
