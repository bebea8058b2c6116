"""A post that is stored already and met again: what it says now, and how many stars it gives."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Update, bindparam, select, update
from sqlalchemy.orm import Session

from pipeline.assess import PERSON
from pipeline.cleaning import even
from pipeline.flicker import flickers
from pipeline.model import Mention, PostRow
from pipeline.post import Post

_CUT = "…. []"  # how a shortened text ends
_CUT_OFF = ("…", "...", "…]", "...]")

_FACTS = ("thread", "author", "published")
AT_ONCE = 900  # keys in one question; old SQLite takes 999 parameters
_columns = PostRow.__table__.c


@dataclass(frozen=True)
class Known:
    """What has to be known of a stored post when it is met again."""

    id: int
    key: str
    source: str
    url: str
    text: str
    author: str | None
    published: datetime | None
    edited_text: str | None
    stars: float | None
    stars_now: float | None
    language: str | None
    found: datetime
    backfill: bool
    deleted: datetime | None
    missing: datetime | None
    thread: str | None

    @property
    def hidden(self) -> bool:
        """Whether it is marked as deleted, or as one that its page may have lost."""
        return self.deleted is not None or self.missing is not None


# Built once: to build a statement costs several times what running it does.
KNOWN = select(*(_columns[field.name] for field in fields(Known)))
_BY_KEY = KNOWN.where(_columns.key.in_(bindparam("keys", expanding=True)))


def read_known(session: Session, keys: Sequence[str]) -> dict[str, Known]:
    """The stored posts that have these keys, by them."""
    found = dict[str, Known]()
    for start in range(0, len(keys), AT_ONCE):
        rows = session.execute(_BY_KEY, {"keys": keys[start : start + AT_ONCE]})
        found |= {row.key: Known(*row) for row in rows}
    return found


def note_edit(session: Session, row: Known, post: Post, now: datetime) -> tuple[str, bool]:
    """Keep what the post says now; that, and whether it is news.

    A feed often carries only the beginning of what the page says in full: the longer one stays.
    """
    latest = row.edited_text or row.text
    if post.text in (row.text, latest):
        return latest, False
    first, known, seen = (even(text) for text in (row.text, latest, post.text))
    if seen in ("", first, known) or known.startswith(seen.rstrip(_CUT)):
        return latest, False
    if flickers(row.text, latest, post.text):
        return latest, False
    same_place = post.source == row.source
    added = same_place and not known.endswith(_CUT_OFF)  # to a text that was all there
    begins = seen.startswith(known.rstrip(_CUT)) and not added
    fuller = begins or (not same_place and len(seen) > len(known))
    if not fuller and not same_place:
        return latest, False
    changes = {"edited_text": post.text} if fuller else {"edited_text": post.text, "edited": now}
    session.execute(_still(row).values(changes))
    _judge_again(session, row.id)
    return post.text, True


def note_facts(session: Session, row: Known, post: Post) -> None:
    """Keep what is told for the first time: a page says who wrote a post when its feed does not."""
    told = {name: getattr(post, name) for name in _FACTS if getattr(row, name) is None}
    news = {name: fact for name, fact in told.items() if fact is not None}
    if news:
        session.execute(_still(row).values(news))


def note_stars(session: Session, row: Known, post: Post, now: datetime) -> None:
    """Keep how many stars a post gives now; those it had when it was found stay beside them."""
    latest = row.stars if row.stars_now is None else row.stars_now
    if post.stars in (None, latest) or latest is None or post.source != row.source:
        return
    changes = {"stars_now": post.stars, "stars_changed": now}
    session.execute(_still(row).values(changes))


def _still(row: Known) -> Update:
    """A change of a post that nobody erased since it was read."""
    return update(PostRow).where(_columns.id == row.id, _columns.erased.is_(None))


def _judge_again(session: Session, post_id: int) -> None:
    """Take a model's verdicts back: they were of another text. A person's stay."""
    judged = Mention.judge.is_not(None) & (Mention.judge != PERSON)
    session.execute(update(Mention).where(Mention.post_id == post_id, judged).values(judge=None))
