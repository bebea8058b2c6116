"""Undo: what one has just done is taken back."""

from fastapi import APIRouter
from fastapi.responses import Response

from pipeline.errors import OtklikError
from pipeline.undo import LONGEST, moment, undo
from web.fields import Text, read_id
from web.flash import after
from web.visit import Corrector, local

router = APIRouter()


@router.post("/undo")
def take_back(visit: Corrector, at: Text = "", task: Text = "", back: Text = "") -> Response:
    """Take back what was done at a moment."""
    if not (at.isascii() and at.isdecimal() and len(at) <= LONGEST):
        raise OtklikError("there is nothing to undo")
    undo(visit.session, moment(int(at)), visit.person, visit.now)
    page = f"/tasks/{task}" if visit.quick and read_id(task) else local(back, "/inbox")
    return visit.go(after(visit, page, "undone"))
