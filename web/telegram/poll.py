"""The bot at work: it tells what is new, asks for updates, does each once, and says what came.

What an update does, that it was heard and what is to be said of it are kept in one transaction;
whoever is killed before it has done nothing, and whoever is killed after it hears no repeat.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import sleep

from sqlalchemy.orm import Session

from pipeline import publishing
from pipeline.database import Database, Unavailable
from pipeline.people_model import Person
from pipeline.posting.door import Door
from pipeline.task_model import VIA
from pipeline.telegram_model import TelegramBot
from web.telegram import outbox, outcomes, telling
from web.telegram.answers import Begun
from web.telegram.bot import Bot, BotError
from web.telegram.hear import apologize, hear
from web.telegram.talk import HERE, House
from web.telegram.updates import number_of

WAIT = 10  # seconds that Telegram holds a question for updates
SLACK = 15.0  # seconds beyond that until it is given up
AT_ONCE = 20  # updates; more would not fit into an answer
SETTLED = timedelta(seconds=45)  # a new task is shared out first, and a longer commit has ended
FORGOTTEN = timedelta(days=2)  # Telegram keeps updates a day, and numbers anew after a week
SEEN = timedelta(minutes=1)  # how exactly it is kept when Telegram last answered
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0  # seconds, after trouble
log = logging.getLogger(__name__)


@dataclass
class Poller:
    """One bot over one database."""

    database: Database
    bot: Bot
    house: House
    door: Door
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    settled: timedelta = SETTLED
    trouble: str | None = None  # what was said last

    def serve(self, wanted: Callable[[], bool]) -> None:
        """Work while wanted; trouble is said when it begins and when it is over."""
        pause = 0.0
        while wanted():
            try:
                self.round(WAIT)
            except (BotError, Unavailable) as error:
                wait = error.wait if isinstance(error, BotError) else 0.0
                pause = max(wait, min(max(pause * 2, FIRST_PAUSE), LONGEST_PAUSE))
                self._note(str(error))
                sleep(pause)
            else:
                pause = 0.0
                self._note(None)

    def round(self, wait: int = 0) -> int:
        """Tell what is new, then hear what people say; how many updates that were."""
        self._begin()
        self._tell()
        heard = 0
        for raw in self._ask(wait):
            heard += 1
            self._hear(raw)
            outbox.send_all(self.database, self.bot, self.clock())
        return heard

    def _begin(self) -> None:
        """Keep a row for this bot, which first says who it is."""
        with self.database.reading() as session:
            known = session.get(TelegramBot, self.bot.id)
        if known is not None and known.name:
            return
        said = self.bot.call("getMe", {})
        name = said.get("username") if isinstance(said, dict) else None
        with self.database.writing() as session:
            told = telling.last_change(session)
            row = known or TelegramBot(id=self.bot.id, reached=0, told=told)
            row.name = name if isinstance(name, str) else "?"
            session.merge(row)

    def _tell(self) -> None:
        now = self.clock()
        with self.database.reading() as session:
            told = session.get_one(TelegramBot, self.bot.id).told
            news = telling.find_news(session, told, now, self.settled)
        if news:
            with self.database.writing() as session:
                row = session.get_one(TelegramBot, self.bot.id, with_for_update=True)
                telling.tell_news(session, row, news, self.house.desk, now)
        telling.send_news(self.database, self.bot, self.house, now)
        outcomes.tell_outcomes(self.database, self.house, now)
        outbox.send_all(self.database, self.bot, now)

    def _ask(self, wait: int) -> list[object]:
        """The updates that were not heard yet."""
        with self.database.reading() as session:
            row = session.get_one(TelegramBot, self.bot.id)
        asked: dict[str, object] = {
            "timeout": wait,
            "limit": AT_ONCE,
            "allowed_updates": ["message", "edited_message", "callback_query"],
        }
        if row.heard is not None and abs(self.clock() - row.heard) < FORGOTTEN:
            asked["offset"] = row.reached + 1
        updates = self.bot.call("getUpdates", asked, wait + SLACK)
        if row.trouble or row.asked is None or abs(self.clock() - row.asked) > SEEN:
            with self.database.writing() as session:
                row = session.get_one(TelegramBot, self.bot.id)
                row.asked, row.trouble = self.clock(), None
        return updates if isinstance(updates, list) else []

    def _hear(self, raw: object) -> None:
        """Do one update; one that cannot be done stops no other."""
        number = number_of(raw)
        if number is None:
            return
        try:
            with self.database.writing() as session:
                if not self._is_new(session, number):
                    return
                begun = hear(session, self.house, raw, self.clock())
        except Unavailable:
            raise
        except Exception:
            log.exception("telegram: update %s could not be done", number)
            with self.database.writing() as session:
                if self._is_new(session, number):
                    apologize(session, self.house, raw, self.clock())
            return
        if begun is not None:
            self._post(begun)

    def _is_new(self, session: Session, number: int) -> bool:
        """Keep that an update is heard; False where it was heard before."""
        row = session.get_one(TelegramBot, self.bot.id, with_for_update=True)
        now = self.clock()
        fresh = row.heard is not None and abs(now - row.heard) < FORGOTTEN
        if fresh and number <= row.reached:
            return False
        row.reached, row.heard = number, now
        return True

    def _post(self, begun: Begun) -> None:
        """Ask the platform, with no transaction open, and keep how it ended."""
        came = publishing.ask_platform(begun.way, self.door, begun.text, begun.key)
        with self.database.writing() as session:
            session.info[VIA] = HERE
            person = session.get_one(Person, begun.person_id)
            publishing.finish(session, begun.reply_id, came, person, self.clock())
        outcomes.tell_outcomes(self.database, self.house, self.clock())

    def _note(self, trouble: str | None) -> None:
        """Say what is wrong once, and once that it is over; the desk shows it, too."""
        if self.trouble == trouble:
            return
        self.trouble = trouble
        log.warning("telegram: %s", trouble or "answers again")
        if trouble is None:
            return
        with suppress(Unavailable), self.database.writing() as session:
            row = session.get(TelegramBot, self.bot.id)
            if row is not None:
                row.trouble = trouble
