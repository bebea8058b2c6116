"""Erasing what somebody said at their wish; for managers."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from pipeline import erasure
from pipeline.audit import tell
from web.fields import RowId
from web.flash import after
from web.mentions import find_mention
from web.visit import Eraser, ErasureReader

router = APIRouter(prefix="/mentions/{mention_id}/erase")


@router.get("")
def ask(visit: ErasureReader, mention_id: RowId) -> HTMLResponse:
    """How much would go, and what stays."""
    mention = find_mention(visit, mention_id)
    source, author = mention.post.post.source, mention.post.post.author
    elsewhere = erasure.sources_of(visit.session, author) if author else {}
    elsewhere.pop(source, None)
    scope = erasure.count(visit.session, source, author) if author else None
    return visit.page("erase.html", mention=mention, scope=scope, elsewhere=elsewhere)


@router.post("")
def erase(visit: Eraser, mention_id: RowId) -> Response:
    """Erase all that the author said in this source; of a post without a name, the post."""
    mention = find_mention(visit, mention_id)
    post = mention.post.post
    if mention.post.erased:
        return visit.go(f"/mentions/{mention_id}")  # somebody was faster
    if post.author:
        erasure.erase_author(visit.session, post.source, post.author, visit.person, visit.now)
    else:
        erasure.erase_nameless(visit.session, mention.post, visit.person, visit.now)
    tell(visit.session, "erasure", post.source, "erased", visit.person, visit.now)
    return visit.go(after(visit, f"/mentions/{mention_id}", "erased"))
