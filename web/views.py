"""Saved views: filters under a name, in the side list, with how many they find."""

from urllib.parse import parse_qsl

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from pipeline import views
from pipeline.mention_search import MentionFilter
from pipeline.search import TaskFilter
from pipeline.team_model import SavedView
from web import inbox, mentions
from web.fields import LONGEST_WORD, RowId, Text
from web.flash import after
from web.visit import NotFound, Reader, Self, Visit, local, take_apart

router = APIRouter(prefix="/views")
COUNTED = 100  # counting stops there


@router.get("")
def show(visit: Reader) -> HTMLResponse:
    """One's views and those of the team."""
    return visit.page("views_page.html", start=views.start_view(visit.session, visit.person))


@router.get("/counts")
def count(visit: Reader) -> HTMLResponse:
    """The side list with how many tasks or mentions each view finds, in one query."""
    found = views.views_for(visit.session, visit.person)
    numbers = views.count_each(visit.session, [wanted(visit, view) for view in found], COUNTED)
    counts = {view.id: number for view, number in zip(found, numbers, strict=True)}
    asked_from = take_apart(visit.request.headers.get("hx-current-url", ""))
    here = f"{asked_from.path}?{asked_from.query}"
    return visit.page("views_part.html", views=found, view_counts=counts or {0: 0}, here=here)


@router.post("")
def save(
    visit: Self, page: Text, name: Text = "", query: Text = "", shared: Text = "", back: Text = ""
) -> Response:
    """Keep the filters under a name."""
    views.save_view(visit.session, visit.person, page, name, query, shared=bool(shared))
    return visit.go(after(visit, local(back, f"/{page}"), ""))


@router.post("/start")
def start_on_inbox(visit: Self) -> Response:
    """Open the desk on the plain inbox."""
    views.start_on(visit.session, visit.person, None)
    return visit.go("/views")


@router.post("/{view_id}/start")
def start(visit: Self, view_id: RowId) -> Response:
    """Open the desk on this view."""
    views.start_on(visit.session, visit.person, find(visit, view_id))
    return visit.go("/views")


@router.post("/{view_id}/share")
def share(visit: Self, view_id: RowId) -> Response:
    """Show one's view to everybody, or to nobody else any more."""
    view = views.must_own(find(visit, view_id), visit.person)
    view.shared = not view.shared
    return visit.go("/views")


@router.post("/{view_id}/name")
def rename(visit: Self, view_id: RowId, name: Text = "") -> Response:
    """Call one's view otherwise."""
    views.rename_view(visit.session, visit.person, find(visit, view_id), name)
    return visit.go("/views")


@router.post("/{view_id}/up")
def move_up(visit: Self, view_id: RowId) -> Response:
    """Let it stand one place higher."""
    views.move_up(visit.session, visit.person, find(visit, view_id))
    return visit.go("/views")


@router.post("/{view_id}/delete")
def delete(visit: Self, view_id: RowId) -> Response:
    """Forget one's view."""
    views.delete_view(visit.session, visit.person, find(visit, view_id))
    return visit.go("/views")


def find(visit: Visit, view_id: int) -> SavedView:
    """A view that the person sees, or NotFound."""
    view = views.find_view(visit.session, visit.person, view_id)
    if view is None:
        raise NotFound
    return view


def wanted(visit: Visit, view: SavedView) -> TaskFilter | MentionFilter:
    """What a view finds, as the pipeline asks for it."""
    facts = {name: value[:LONGEST_WORD] for name, value in parse_qsl(view.query)}
    if view.page == "mentions":
        return mentions.Filters.model_validate(facts).wanted(visit.person.time_zone)
    return inbox.Filters.model_validate(facts).wanted(visit.person, visit.now)
