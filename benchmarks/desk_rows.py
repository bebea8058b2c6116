"""The rows of the desk's benchmark: made-up posts of common and rare words, a tenth with tasks."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

from sqlalchemy import Connection, String, Table, case, cast, insert, literal, select, text

from classifier.heads import THEMES
from classifier.verdict import Act, Sentiment
from pipeline.database import Database
from pipeline.desk_model import TemplateRow
from pipeline.full_text import INDEX, TASK_INDEX
from pipeline.model import Assessment, BrandRow, Incident, Mention, PostRow
from pipeline.noise import Noise
from pipeline.people import add_person
from pipeline.post import Channel
from pipeline.reply_model import Look, Reply
from pipeline.states import ReplyState, Role, TaskStatus
from pipeline.task_model import Task
from pipeline.watch import Brand
from pipeline.word_index import drop_index, make_index, words_of

EDITION = 3  # of these rows: another number fills the database anew
FIRST, BATCH = 100_000, 5_000  # rows made one by one, in as large a bite; the rest repeat them
NUMBERS = ("id", "post_id", "mention_id", "incident_id")
AFTER = "{} + {} * interval '1 day'"
TIMES = ("found", "published", "opened", "given", "answered", "replied", "closed")
PASSWORD = "a long password"  # noqa: S105  (of a made-up database)
# In every post or so, in one of five, in one of a hundred: each word also in other forms.
LITTLE, COMMON, USUAL, ENGLISH = (
    line.split()
    for line in (
        "и не в на что я по это как но за уже так мне все у от вы бы",
        "доставк заказ деньг магазин товар поддержк ответ возврат",
        "курьер качеств приложен цен скидк очеред касс плесен чек карт склад вернут",
        "the a to order refund late broken support app delivery please never again",
    )
)
ENDINGS = ("а", "у", "и", "ой", "е", "ам", "ами", "ах", "")
ASIAN = ("退款一直没有到账", "配送が遅い", "ส่งช้ามาก", "배송이너무늦어요")
RARE = [f"слово{number}" for number in range(5000)]
VOCABULARY = (
    *LITTLE,
    *(stem + end for stem in COMMON for end in ENDINGS),
    *(stem + end for stem in USUAL for end in ENDINGS),
    *RARE,
)
WEIGHTS = list(
    accumulate(
        [3.0] * len(LITTLE)
        + [0.06] * len(COMMON) * len(ENDINGS)
        + [0.004] * len(USUAL) * len(ENDINGS)
        + [0.004] * len(RARE)
    )
)
TABLES: tuple[Any, ...] = (PostRow, Incident, Mention, Assessment, Task)
STATUSES = {  # mostly closed, as after a year's work
    TaskStatus.NEW: 10,
    TaskStatus.IN_PROGRESS: 5,
    TaskStatus.WAITING: 5,
    TaskStatus.RESOLVED: 60,
    TaskStatus.DISMISSED: 20,
}
YEAR = timedelta(days=365)
TEMPLATES = 20
HELD = (*TABLES, TemplateRow, Reply, Look)


def fill(database: Database, mentions: int, random_: random.Random) -> None:
    """Put in as many mentions, a tenth of them with tasks."""
    first = min(mentions, FIRST)
    with database.writing() as session:
        session.add_all([BrandRow(brand=Brand(f"Бренд {n}", f"бренд{n}")) for n in range(5)])
        add_person(session, "bench", "Bench", PASSWORD, Role.MANAGER)
        drop_index(session.connection())
    for start in range(1, first + 1, BATCH):
        numbers = range(start, min(start + BATCH, first + 1))
        with database.writing() as session:
            for table, made in make_rows(numbers, mentions, random_).items():
                session.execute(insert(table), made)
    with database.writing() as session:
        make_index(session.connection())
        drop_index(session.connection(), TASK_INDEX)  # it is made of all posts' words at the end
    for time in range(1, mentions // first):
        with database.writing() as session, unwatched(session.connection()) as said:
            repeat(session.connection(), first, time, mentions)
            words = f"SELECT rowid + {first * time}, words FROM {said}"  # noqa: S608
            session.connection().exec_driver_sql(f"INSERT INTO {INDEX} (rowid, words) {words}")
    with database.writing() as session:
        make_index(session.connection())
        add_answers(session.connection())
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        settle(connection)


@contextmanager
def unwatched(connection: Connection) -> Iterator[str]:
    """Let posts be copied without making their words anew; gives where the first words stand."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ALTER TABLE posts DISABLE TRIGGER USER")
        yield f"{INDEX} WHERE rowid <= {FIRST}"
        connection.exec_driver_sql("ALTER TABLE posts ENABLE TRIGGER USER")
        return
    trigger = f"{INDEX}_new"
    made = text("SELECT sql FROM sqlite_master WHERE name = :name")
    again = connection.execute(made, {"name": trigger}).scalar_one()
    words = f"SELECT id AS rowid, {words_of()} AS words FROM posts WHERE id <= {FIRST}"  # noqa: S608
    connection.exec_driver_sql(f"CREATE TEMP TABLE IF NOT EXISTS first_words AS {words}")
    connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
    yield "first_words"
    connection.exec_driver_sql(again)


def repeat(connection: Connection, first: int, time: int, mentions: int) -> None:
    """Put the first rows in once more, later; the database does that faster than we can."""
    lite = connection.dialect.name == "sqlite"
    step, days = first * time, YEAR.days * first * time / mentions
    later = "strftime('%Y-%m-%d %H:%M:%f000', {}, '+{} days')" if lite else AFTER
    for table in TABLES:
        columns = table.__table__.columns.keys()
        told = [
            f"{name} + {step // 10 if table is Task and name == 'id' else step}"
            if name in NUMBERS
            else f"{name} || '-{time}'"
            if name == "key"
            else later.format(name, days)
            if name in TIMES
            else name
            for name in columns
        ]
        connection.exec_driver_sql(
            f"INSERT INTO {table.__tablename__} ({', '.join(columns)}) SELECT {', '.join(told)} "  # noqa: S608
            f"FROM {table.__tablename__} WHERE id <= {first // 10 if table is Task else first}"
        )


def add_answers(connection: Connection) -> None:
    """An answer to each task that was answered, every other with a template, and a look at it."""
    said = "Здравствуйте, {имя}! Мы разберёмся и напишем вам."
    template = {"text": said, "language": "ru", "theme": None, "brand": None}
    made = [template | {"name": f"template{number}"} for number in range(TEMPLATES)]
    connection.execute(insert(TemplateRow), made)
    task, reply = Task.__table__.c, Reply.__table__.c
    used = case((task.id % 2 == 0, 1 + task.id // 2 % TEMPLATES))
    answers = {
        "task_id": task.id,
        "state": literal(ReplyState.RECORDED, reply.state.type),
        "text": literal(said),
        "template_id": used,
        "person_id": literal(1),
        "written": task.answered,
        "posted": task.answered,
        "key": literal("bench-") + cast(task.id, String),
    }
    given = select(*answers.values()).where(task.answered.is_not(None)).order_by(task.id)
    connection.execute(insert(Reply).from_select(list(answers), given))
    look = Look.__table__.c
    seen = {
        "reply_id": reply.id,
        "after": literal(timedelta(days=1), look.after.type),
        "at": reply.posted,
        "visible": literal(True),
        "edited": reply.id % 50 == 7,
        "deleted": reply.id % 100 == 8,
        "returned": reply.id % 10 == 9,
    }
    connection.execute(insert(Look).from_select(list(seen), select(*seen.values())))


def settle(connection: Connection) -> None:
    """Let the database look at what it holds, as it would by itself after a while."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("ANALYZE"))
        return
    for table in (*(one.__tablename__ for one in HELD), "people", "brands"):
        connection.execute(text(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))"))  # noqa: S608
    connection.execute(text("VACUUM ANALYZE"))


def make_rows(
    numbers: range, mentions: int, random_: random.Random
) -> dict[Table, list[dict[str, Any]]]:
    """The rows of some mentions, by table; every tenth has a task."""
    newest = datetime(2026, 11, 22, tzinfo=UTC)
    rows: dict[Any, list[dict[str, Any]]] = {table.__table__: [] for table in TABLES}
    for number in numbers:
        found = newest - YEAR * (mentions - number) / mentions
        post = make_post(number, found, random_)
        rows[PostRow.__table__].append(post)
        verdict = make_verdict(random_.random() < 0.4, number // 10)
        mention = make_mention(number, found, random_)
        rows[Mention.__table__].append(verdict | mention)
        rows[Assessment.__table__].append(
            verdict | {"mention_id": number, "p_neutral": 0.05, "p_positive": 0.05, "given": found}
        )
        if number % 10 == 0:
            incident = {"id": number, "brand_id": mention["brand_id"], "key": str(number)}
            rows[Incident.__table__].append(incident | {"opened": found})
            place = {"brand_id": mention["brand_id"], "post_id": number}
            place |= {"channel": post["channel"], "language": post["language"]}
            rows[Task.__table__].append(place | make_task(number, found, random_))
    return {table: some for table, some in rows.items() if some}


def make_post(number: int, found: datetime, random_: random.Random) -> dict[str, Any]:
    """A post of forty words; one in fifty is Asian, one in four English."""
    language = random_.choices(("ru", "en", "zh"), (74, 24, 2))[0]
    return {
        "id": number,
        "key": str(number),
        "source": f"source{number % 300}",
        "channel": random_.choice(list(Channel)),
        "url": f"https://bench.example/{number}",
        "text": make_text(language, random_),
        "author": f"author{number % 20000}",
        "published": found - timedelta(minutes=random_.expovariate(1 / 60)),
        "thread": f"https://bench.example/{number // 8}",
        "language": language,
        "found": found,
        "backfill": False,
    }


def make_text(language: str, random_: random.Random) -> str:
    """Words as often as they are in that language, or a sentence without spaces."""
    if language == "zh":
        return random_.choice(ASIAN) + " " + " ".join(random_.choices(RARE, k=2))
    if language == "en":
        return " ".join(random_.choices((*ENGLISH, *RARE[:200]), k=40))
    return " ".join(random_.choices(VOCABULARY, cum_weights=WEIGHTS, k=40))


def make_verdict(bad: bool, turn: int) -> dict[str, Any]:
    """A sure verdict; complaints are of each theme in turn."""
    share = 0.9 if bad else 0.1
    tone = Sentiment.NEGATIVE if bad else Sentiment.POSITIVE
    told = {"sentiment": tone, "p_negative": share, "complaint": bad, "p_complaint": share}
    told["theme"] = THEMES[turn % len(THEMES)] if bad else None
    return told | {"act": Act.COMPLAINT if bad else Act.OTHER, "judge": "bench"}


def make_mention(number: int, found: datetime, random_: random.Random) -> dict[str, Any]:
    """A mention that was judged and followed up; one brand is spoken of most."""
    brand = random_.choices((1, 2, 3, 4, 5), (60, 20, 12, 7, 1))[0]
    incident = number if number % 10 == 0 else None
    noise = Noise.AD if number % 20 == 7 else Noise.NONE
    places: dict[str, Any] = {"id": number, "post_id": number, "incident_id": incident}
    places |= {"brand_id": brand, "noise": noise}
    return places | {"found": found, "followed_up": True, "backfill": False}


def make_task(number: int, found: datetime, random_: random.Random) -> dict[str, Any]:
    """A task in one of the statuses, urgent ones rarely; what is resolved was answered first."""
    status = random_.choices(list(STATUSES), list(STATUSES.values()))[0]
    answered = found + timedelta(hours=2) if status is TaskStatus.RESOLVED else None
    over = status in (TaskStatus.RESOLVED, TaskStatus.DISMISSED)
    return {
        "id": number // 10,
        "incident_id": number,
        "mention_id": number,
        "status": status,
        "priority": min(int(random_.expovariate(1 / 25)), 100),
        "why": ["money: деньги"],
        "opened": found,
        "answered": answered,
        "replied": answered,
        "closed": found + timedelta(hours=2) if over else None,
    }
