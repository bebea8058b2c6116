"""A brand's query in the desk: changed with its examples held, its history kept and restored."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from pipeline import trial
from pipeline.desk_model import QueryChange, QueryExample
from pipeline.errors import OtklikError
from pipeline.model import BrandRow
from pipeline.people_model import Person
from pipeline.query import parse
from pipeline.trial import Example
from pipeline.watching import keep_brand

LONGEST_EXAMPLE = 2_000
MOST_EXAMPLES = 200


def change(
    session: Session,
    row: BrandRow,
    text: str,
    person: Person,
    now: datetime,
    *,
    anyway: bool = False,
) -> None:
    """Let a brand have another query; raises OtklikError for one that gets an example wrong."""
    query = parse(text)
    wrong = trial.failing(query, examples(session, row))
    if wrong and not anyway:
        raise OtklikError(
            'the query gets %(count)s of its examples wrong, first "%(text)s"; '
            "change it, or say that it is to be kept all the same",
            count=len(wrong),
            text=wrong[0].text[:80],
        ).at("query")
    keep_brand(session, row, replace(row.brand, query=text), person, now)
    session.flush()


def with_terms(query: str, terms: Sequence[str]) -> str:
    """A query that finds these terms, too; OR binds weakest.  (pure)"""
    return " OR ".join([query.strip(), *dict.fromkeys(term for term in terms if term.strip())])


def history(session: Session, row: BrandRow, most: int = 50) -> Sequence[QueryChange]:
    """What the query was, the latest first."""
    asked = select(QueryChange).filter_by(brand_id=row.id).options(joinedload(QueryChange.person))
    return session.scalars(asked.order_by(QueryChange.id.desc()).limit(most)).all()


def restore(session: Session, row: BrandRow, change_id: int, person: Person, now: datetime) -> None:
    """Let a brand have the query it had after a change; that is a change like any other."""
    found = session.get(QueryChange, change_id)
    if found is None or found.brand_id != row.id:
        raise OtklikError("this brand never had such a query; see its history")
    change(session, row, found.after, person, now, anyway=True)


def example_rows(session: Session, row: BrandRow) -> Sequence[QueryExample]:
    """The examples kept with a brand's query."""
    kept = select(QueryExample).filter_by(brand_id=row.id)
    return session.scalars(kept.order_by(QueryExample.must_match.desc(), QueryExample.id)).all()


def examples(session: Session, row: BrandRow) -> list[Example]:
    """The same as values."""
    return [Example(one.text, one.must_match) for one in example_rows(session, row)]


def add_example(session: Session, row: BrandRow, text: str, *, must_match: bool) -> None:
    """Keep a text that the query must match, or must not."""
    said = " ".join(text.replace("\x00", "").split())
    if not said or len(said) > LONGEST_EXAMPLE:
        raise OtklikError("an example: give 1 to %(most)s characters", most=LONGEST_EXAMPLE).at(
            "example"
        )
    if len(example_rows(session, row)) >= MOST_EXAMPLES:
        raise OtklikError("a query keeps at most %(most)s examples", most=MOST_EXAMPLES)
    session.add(QueryExample(brand=row, text=said, must_match=must_match))
    session.flush()


def remove_example(session: Session, row: BrandRow, example_id: int) -> None:
    """Forget an example."""
    found = session.get(QueryExample, example_id)
    if found is None or found.brand_id != row.id:
        raise OtklikError("this example is gone already")
    session.delete(found)
    session.flush()
