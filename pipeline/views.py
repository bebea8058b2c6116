"""Saved views: filters under a name, one's own or the team's."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, joinedload

from pipeline.errors import OtklikError, Said
from pipeline.mention_search import MENTION, MentionFilter, choose_mentions
from pipeline.model import Mention
from pipeline.people_model import Person
from pipeline.search import TASK, TaskFilter, choose_tasks
from pipeline.task_model import Task
from pipeline.team_model import SavedView, StartView

PAGES = ("inbox", "mentions")
LONGEST_NAME, LONGEST_QUERY, MOST = 60, 2_000, 50
_VIEW, _START = SavedView.__table__.c, StartView.__table__.c


def views_for(session: Session, person: Person) -> Sequence[SavedView]:
    """What somebody sees: their own views and those shared by others, in their order."""
    return seen_by(person, every_view(session))


def every_view(session: Session) -> Sequence[SavedView]:
    """The views of all people, in their order."""
    asked = select(SavedView).options(joinedload(SavedView.person))
    return session.scalars(asked.order_by(_VIEW.place, _VIEW.id)).all()


def seen_by(person: Person, views: Sequence[SavedView]) -> list[SavedView]:
    """Those of all views that somebody sees, their own first."""
    own = [view for view in views if view.person_id == person.id]
    return own + [view for view in views if view.shared and view.person_id != person.id]


def find_view(session: Session, person: Person, view_id: int) -> SavedView | None:
    """A view that somebody sees; None for another."""
    view = session.get(SavedView, view_id)
    return view if view is not None and (view.shared or view.person_id == person.id) else None


def save_view(
    session: Session, person: Person, page: str, name: str, query: str, *, shared: bool
) -> SavedView:
    """Keep filters under a name; the same name again changes what it finds."""
    name = _check_name(name)
    if page not in PAGES or len(query) > LONGEST_QUERY:
        raise OtklikError("these filters cannot be kept; choose fewer")
    own = [view for view in views_for(session, person) if view.person_id == person.id]
    view = next((one for one in own if (one.page, one.name) == (page, name)), None)
    if view is None:
        if len(own) >= MOST:
            raise OtklikError("you have %(most)s views; delete one first", most=MOST)
        place = max((one.place for one in own), default=0) + 1
        view = SavedView(person=person, page=page, name=name, place=place)
        session.add(view)
    view.query, view.shared = query, view.shared or shared
    return view


def rename_view(session: Session, person: Person, view: SavedView, name: str) -> None:
    """Call one's view otherwise."""
    must_own(view, person)
    said = _check_name(name)
    same = select(SavedView.id).filter_by(person_id=person.id, page=view.page, name=said)
    if session.scalar(same.where(_VIEW.id != view.id)) is not None:
        raise OtklikError(
            '%(thing)s "%(name)s": this name is taken; choose another',
            thing=Said("view"),
            name=said,
        ).at("name")
    view.name = said


def _check_name(name: str) -> str:
    said = " ".join(name.split())
    if not 1 <= len(said) <= LONGEST_NAME:
        raise OtklikError("view: give a name of 1 to %(most)s letters", most=LONGEST_NAME).at(
            "name"
        )
    return said


def move_up(session: Session, person: Person, view: SavedView) -> None:
    """Let one's view stand before the one above it."""
    own = [one for one in views_for(session, person) if one.person_id == person.id]
    at = own.index(must_own(view, person))
    if at:
        own[at - 1 : at + 1] = [view, own[at - 1]]
    for place, one in enumerate(own):
        one.place = place


def delete_view(session: Session, person: Person, view: SavedView) -> None:
    """Forget one's view; whoever's desk opened on it sees the inbox again."""
    must_own(view, person)
    session.execute(delete(StartView).where(_START.view_id == view.id))
    session.delete(view)


def must_own(view: SavedView, person: Person) -> SavedView:
    """The view; raises OtklikError when it is somebody else's."""
    if view.person_id != person.id:
        raise OtklikError(
            "this view belongs to %(name)s, who alone can change it", name=view.person.name
        )
    return view


def start_on(session: Session, person: Person, view: SavedView | None) -> None:
    """Open the desk on a view from now on; None: on the inbox."""
    session.execute(delete(StartView).where(_START.person_id == person.id))
    if view is not None:
        session.add(StartView(person_id=person.id, view_id=view.id))


def start_view(session: Session, person: Person) -> SavedView | None:
    """The view on which the desk opens; one that is no longer shared counts no more."""
    start = session.get(StartView, person.id)
    return find_view(session, person, start.view_id) if start else None


def count_each(
    session: Session, wanted: Sequence[TaskFilter | MentionFilter], most: int
) -> list[int]:
    """How many each of several filters finds, in one query; counting stops at `most`."""
    if not wanted:
        return []
    found = [
        choose_mentions(select(MENTION.id).select_from(Mention), one)
        if isinstance(one, MentionFilter)
        else choose_tasks(select(TASK.id).select_from(Task), one)
        for one in wanted
    ]
    counts = [
        select(func.count()).select_from(one.limit(most).subquery()).scalar_subquery()
        for one in found
    ]
    return list(session.execute(select(*counts)).one())
