"""A text changed in Telegram after it was sent: while nothing is out it is the draft."""

from dataclasses import replace

from sqlalchemy import select

from pipeline.database import Database
from pipeline.model import BrandRow
from pipeline.reply_model import Reply
from pipeline.states import ReplyState, TaskStatus
from tests.web.telegram.conftest import GOOD, Clock, Link, Telegram, news_of, the_task
from web.telegram.poll import Poller

BETTER = GOOD + " Спасибо!"


def replies(database: Database) -> list[tuple[ReplyState, str]]:
    with database.reading() as session:
        rows = session.scalars(select(Reply).order_by(Reply.id))
        return [(row.state, row.text) for row in rows]


def test_what_was_not_sent_is_changed_and_its_old_buttons_do_nothing(
    poller: Poller, telegram: Telegram, clock: Clock, linked: Link, filled: Database
) -> None:
    linked("agent")
    written = telegram.say("Ольга, дай карту, ок?", news_of(poller, telegram, clock))
    poller.round()
    remarks = telegram.sent[-1]
    edited = telegram.edit(written, GOOD)
    telegram.press("Всё равно", remarks)  # before the new text was heard of
    telegram.add(edited)
    poller.round()
    poller.round()
    handed, copy, refused = telegram.sent[-3:]
    assert copy["text"] == GOOD
    assert "вы с тех пор изменили этот текст" in refused["text"].casefold()

    telegram.edit(written, GOOD)  # Telegram tells of other changes, too
    before = len(telegram.sent)
    poller.round()
    assert len(telegram.sent) == before
    telegram.press("опубликовал", handed)
    poller.round()
    assert the_task(filled).reply == GOOD
    assert replies(filled) == [(ReplyState.RECORDED, GOOD)]


def test_what_was_given_stays_and_that_is_said(
    poller: Poller, telegram: Telegram, clock: Clock, linked: Link, filled: Database
) -> None:
    linked("agent")
    written = telegram.say(GOOD, news_of(poller, telegram, clock))
    poller.round()
    telegram.press("опубликовал", telegram.sent[-2])
    poller.round()
    telegram.edit(written, BETTER)
    poller.round()
    assert "правка здесь его не меняет" in telegram.texts()[-1]
    assert "https://otzyv.example/1" in telegram.texts()[-1]
    assert replies(filled) == [(ReplyState.RECORDED, GOOD)]


def test_what_waits_for_a_second_person_is_asked_anew(
    poller: Poller, telegram: Telegram, clock: Clock, linked: Link, filled: Database
) -> None:
    linked("agent")
    with filled.writing() as session:
        row = session.scalars(select(BrandRow)).one()
        row.brand = replace(row.brand, approve_from="normal")
    written = telegram.say(GOOD, news_of(poller, telegram, clock))
    poller.round()
    telegram.edit(written, BETTER)
    poller.round()
    assert replies(filled) == [(ReplyState.RETURNED, GOOD), (ReplyState.ASKED, BETTER)]
    before = len(telegram.sent)
    poller.round()
    assert len(telegram.sent) == before  # that a newer draft took its place is no news


def test_a_text_that_could_not_be_a_draft_becomes_one(
    poller: Poller, telegram: Telegram, clock: Clock, linked: Link, filled: Database
) -> None:
    linked("agent")
    written = telegram.say("{заказ} едет", news_of(poller, telegram, clock))
    poller.round()
    assert "не заполнено" in telegram.texts()[-1]
    telegram.edit(written, GOOD)
    poller.round()
    assert telegram.texts()[-1] == GOOD


def test_nobody_edits_for_somebody_else_and_other_edits_are_nothing(
    poller: Poller, telegram: Telegram, clock: Clock, linked: Link, filled: Database
) -> None:
    linked("agent")
    news = news_of(poller, telegram, clock)
    command = telegram.say("/help")
    poller.round()
    before = len(telegram.sent)
    telegram.edit(command, "/queue")
    stranger = telegram.say("x", news, user=555)
    poller.round()
    telegram.edit(stranger, GOOD)
    poller.round()
    assert telegram.texts()[before:] == []
    assert the_task(filled).status is TaskStatus.NEW
    assert replies(filled) == []
