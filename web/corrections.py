"""Setting right what a mention is about: its theme, and the brand."""

from fastapi import APIRouter
from fastapi.responses import Response

from pipeline import corrections, moving, theme_desk
from pipeline.errors import OtklikError
from pipeline.model import BrandRow
from web.fields import RowId, Text, read_id
from web.flash import after
from web.mentions import find_mention
from web.visit import Corrector, NotFound, Visit, local

router = APIRouter(prefix="/mentions/{mention_id}")


@router.post("/theme")
def set_theme(
    visit: Corrector, mention_id: RowId, theme: Text = "", task: Text = "", back: Text = ""
) -> Response:
    """Say what a mention is about; it becomes a person's assessment."""
    mention = find_mention(visit, mention_id)
    if theme not in ("", mention.theme) and not theme_desk.is_theme(visit.session, theme):
        raise OtklikError('there is no theme "%(key)s"; see the page of themes', key=theme[:80])
    corrections.correct(visit.session, mention, visit.person, visit.now, theme=theme)
    return _return(visit, mention_id, task, back, "corrected", can_undo=True)


@router.post("/brand")
def set_brand(
    visit: Corrector, mention_id: RowId, brand: Text = "", task: Text = "", back: Text = ""
) -> Response:
    """Move a mention to another brand; the model judges it again toward that one."""
    row = visit.session.get(BrandRow, read_id(brand) or 0)
    if row is None:
        raise NotFound
    moving.move(visit.session, find_mention(visit, mention_id), row, visit.person, visit.now)
    return _return(visit, mention_id, task, back, "moved")


@router.post("/brand-back")
def take_brand_back(
    visit: Corrector, mention_id: RowId, task: Text = "", back: Text = ""
) -> Response:
    """Take the last move to another brand back."""
    moving.move_back(visit.session, find_mention(visit, mention_id), visit.person, visit.now)
    return _return(visit, mention_id, task, back, "moved")


def _return(
    visit: Visit, mention_id: int, task: str, back: str, said: str, *, can_undo: bool = False
) -> Response:
    own = f"/tasks/{task}" if read_id(task) else f"/mentions/{mention_id}"
    address = own if visit.quick else local(back, "/mentions")
    return visit.go(after(visit, address, said, can_undo=can_undo))
