"""Updates are done once, whatever is killed, broken or in the way."""

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from pipeline.reply_model import Reply
from pipeline.settings import Settings
from pipeline.telegram_model import TelegramBot, TelegramDraft, TelegramSaying
from tests.web.telegram.conftest import GOOD, TOKEN, Clock, Link, Telegram, make_poller, news_of
from web.telegram.bot import Bot, BotError
from web.telegram.poll import Poller


def test_repeats_and_kills_change_nothing_twice(
    settings: Settings,
    poller: Poller,
    telegram: Telegram,
    clock: Clock,
    linked: Link,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    linked("agent")
    update = telegram.say(GOOD, news_of(poller, telegram, clock))
    telegram.add(update)
    with monkeypatch.context() as killed:  # after the commit, before anything is said
        killed.setattr("web.telegram.outbox.send_all", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            poller.round()
    before = len(telegram.sent)
    telegram.add(update)

    again = make_poller(settings, poller.database, clock)
    again.round()
    again.round()

    with poller.database.reading() as session:
        assert len(session.scalars(select(TelegramDraft)).all()) == 1
        assert session.scalars(select(TelegramSaying)).all() == []
        assert session.get_one(TelegramBot, 4711).reached == update["update_id"]
    assert telegram.texts()[before + 1 :] == [GOOD]
    assert telegram.waiting == []

    asked = telegram.sent[-2]
    for _ in range(2):
        telegram.press("опубликовал", asked)
    again.round()
    with poller.database.reading() as session:
        assert len(session.scalars(select(Reply)).all()) == 1
    assert "уже" in telegram.texts()[-1]


def test_an_update_that_breaks_us_stops_no_other(
    poller: Poller, telegram: Telegram, clock: Clock, linked: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    linked("agent")
    poller.round()
    with monkeypatch.context() as broken:
        broken.setattr("web.telegram.deeds.QUEUE", "none")
        telegram.say("/queue")
        telegram.say("/help")
        poller.round()

    assert len(telegram.texts()) == 2
    assert "№" not in telegram.texts()[0]
    assert "/queue" in telegram.texts()[1]


TROUBLES = [
    (409, "Conflict: terminated by other getUpdates request", 0),
    (429, "Too Many Requests: retry after 7", 7),
    (401, f"Unauthorized {TOKEN}", 0),
    (502, "Bad Gateway", 0),
]


@pytest.mark.parametrize("method", ["getUpdates", "sendMessage"])
@pytest.mark.parametrize("trouble", TROUBLES)
def test_trouble_loses_nothing_and_tells_no_token(
    poller: Poller, telegram: Telegram, linked: Link, method: str, trouble: tuple[int, str, int]
) -> None:
    linked("agent")
    poller.round()
    telegram.troubles.append((method, *trouble))
    telegram.say("/help")
    with pytest.raises(BotError) as caught:
        poller.round()
    assert TOKEN not in str(caught.value)
    assert caught.value.wait == trouble[2]

    poller.round()
    assert len(telegram.texts()) == 1


def test_an_address_where_nobody_answers_tells_no_token(poller: Poller) -> None:
    silent = Bot(SecretStr(TOKEN), "http://127.0.0.1:9")
    with pytest.raises(BotError) as caught:
        silent.call("getMe", {})
    assert TOKEN not in f"{caught.value!r} {caught.value.__cause__!r}"
    assert caught.value.passing


def test_after_days_of_silence_any_number_is_new(
    poller: Poller, telegram: Telegram, clock: Clock, linked: Link
) -> None:
    linked("agent")
    telegram.say("/help")
    poller.round()
    poller.round()
    clock.forward(days=8)
    telegram.next_update = 10  # Telegram numbers anew after a week
    telegram.say("/help")
    poller.round()
    poller.round()

    assert len(telegram.texts()) == 2
    assert telegram.offsets[-2:] == [None, 12]
