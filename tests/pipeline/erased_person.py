"""Somebody who complained, and all that is written of them."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from alerts.message import clean
from classifier.verdict import Sentiment, Verdict, Why
from pipeline import assess, audit, desk, followup, intake
from pipeline.alert_model import Alert, Delivery
from pipeline.desk_model import QueryExample, Survey
from pipeline.finding_model import MentionVector, Relevance
from pipeline.intake import Received
from pipeline.label_model import LabelItem, LabelSample
from pipeline.model import BrandRow, Incident, Mention, PostRow
from pipeline.people_model import Person
from pipeline.post import Channel, Post
from pipeline.reply_model import Reply
from pipeline.states import ReplyState
from pipeline.task_model import Task, TaskChange
from pipeline.telegram_model import TelegramSaying
from pipeline.visit_model import PageState
from pipeline.watch import Brand

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


SAID = "Acme lost my\n\nparcel, and the shop in Elm Street is rude"


ANGRY = Verdict(Sentiment.NEGATIVE, 0.9, 0.05, 0.05, True, 0.9, why=Why(1, ((5, 9),)))


def post(name: str, words: str, number: int = 1, **facts: object) -> Post:
    url = f"https://blog.example/{name}/{number}"
    fields = {"author": name, "published": NOW - timedelta(days=2), "language": "en", **facts}
    return Post("blog", Channel.BLOG, url, words, **fields)  # type: ignore[arg-type]


def arrive(session: Session, *posts: Post) -> list[Received]:
    matcher = intake.matcher(session)
    return [intake.receive(session, each, matcher, NOW) for each in posts]


def fill(session: Session) -> Person:
    """Two people complain, and all that the desk writes of a complaint is written."""
    brand, agent = (
        BrandRow(brand=Brand("Acme", "Acme")),
        Person(login="ann", name="Ann", password="x"),
    )
    session.add_all([brand, agent])
    session.flush()
    arrive(session, post("Maria Berg", SAID), post("Olaf", "Acme sends no parcel, ever"))
    for mention in session.scalars(select(Mention)):
        assess.record(session, mention, ANGRY, "judge", None, NOW)
    session.flush()
    followup.open_tasks(session, NOW)
    task = of(session, "Maria Berg")
    desk.add_note(session, task, agent, "Maria Berg called", NOW)
    desk.answer(session, task, agent, "Dear Maria", "https://blog.example/Maria-Berg/a", NOW)
    facts = {"task_id": task.id, "state": ReplyState.RECORDED, "written": NOW}
    session.add(Reply(text="Dear Maria", key="one", remark="kind", **facts))
    session.add(
        Survey(digest="d", task_id=task.id, language="en", made=NOW, expires=NOW, said="I am Maria")
    )
    sample = LabelSample(brand=brand, week="2026-11-16", drawn=NOW, drawn_from=[])
    item = {"mention_id": task.mention_id, "place": 0, "flagged": True, "shared": False}
    session.add(LabelItem(sample=sample, **item))
    session.add(QueryExample(brand=brand, text=SAID, must_match=True))
    session.add(MentionVector(mention_id=task.mention_id, judge="judge", vector=b"\1\2"))
    tell(session, task, f"mention-{task.mention_id}", "0123456789abcdef", task.mention_id)
    audit.tell(session, "message", f"New: {clean(SAID, 280)}", "put aside", agent, NOW)
    session.flush()
    return agent


def tell(session: Session, task: Task, key: str, batch: str, mention_id: int | None) -> None:
    """A message as alerts write it."""
    post, said = task.mention.post.post, clean(SAID, 280)
    body = (
        f"Acme · blog · {post.author} · 2 Nov\n«{said}»\n{post.url}\n\nOlaf: Acme sends no parcel"
    )
    session.add(Alert(rule="new", key=key, at=NOW, level=1.0, batch=batch, mention_id=mention_id))
    sent = {"key": f"{batch}:team", "rule": "new", "notifier": "team", "created": NOW}
    session.add(Delivery(title=f"New: {said}", body=body, **sent))


def leave_traces(session: Session, agent: Person) -> None:
    """What else the desk and the line write of somebody."""
    task, other = of(session, "Maria Berg"), of(session, "Olaf")
    place, mention = task.mention.post.post.url, task.mention
    mention.noise_why = f"name: {mention.post.post.author}; call: Elm Street"
    mention.incident = Incident(
        brand_id=mention.brand_id, key=f"post:{mention.post.key}", opened=NOW
    )
    task.incident = mention.incident
    session.flush()
    tell(session, task, f"spread|{task.incident_id}|5", "123456789abcdef0", None)
    tell(session, task, f"waiting|{task.id}", "23456789abcdef01", None)
    desk.resolve(session, task, agent, "Maria Berg got it in Elm Street", NOW)
    for what, before in (("split", place), ("repeat", None)):
        change = TaskChange(task=other, at=NOW, what=what, before=before, after="1")
        change.after = place if before is None else "1"
        session.add(change)
    session.add(QueryExample(brand=mention.brand, text=" ".join(SAID.split()), must_match=True))
    session.add(PageState(source="blog", url=place, first=NOW, visited=NOW))
    shown = "№1 · Acme\n\nAcme lost my\n\nparcel, and the shop in Elm Street is rude"
    for words in (shown, f"№1\n{place}", "Olaf: Acme sends no parcel, ever"):
        told = {"chat_id": 1, "text": words}
        session.add(TelegramSaying(chat=1, method="sendMessage", parameters=told, made=NOW))
    features = {"author Maria Berg": 1.0, "word parce": 0.5}
    lesson = {"bias": 0.0, "weights": features, "seen": dict.fromkeys(features, 4)}
    facts = {"learnt": NOW, "decisions": 40, "content": lesson}
    session.add(Relevance(brand_id=mention.brand_id, **facts))
    session.flush()


def of(session: Session, author: str) -> Task:
    asked = select(Task).join(Task.mention).join(Mention.post)
    return session.scalars(asked.where(PostRow.__table__.c.author == author)).one()
