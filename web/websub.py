"""Where hubs push feeds to us: they ask whether we meant it, and send what is new."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import PlainTextResponse, Response
from starlette.concurrency import run_in_threadpool

from pipeline import websub
from pipeline.websub import Heard
from web.visit import desk_of

router = APIRouter()
LONGEST = 3000  # letters of an address or a challenge


@router.get("/websub/{path}")
def confirm(
    request: Request,
    path: str,
    mode: Annotated[str, Query(alias="hub.mode", max_length=20)] = "",
    topic: Annotated[str, Query(alias="hub.topic", max_length=LONGEST)] = "",
    challenge: Annotated[str, Query(alias="hub.challenge", max_length=LONGEST)] = "",
    lease: Annotated[str, Query(alias="hub.lease_seconds", max_length=20)] = "",
) -> Response:
    """Give the challenge back where we asked for this subscription ourselves."""
    desk = desk_of(request)
    with desk.database.writing() as session:
        ours = websub.confirm(session, path, mode, topic, lease, desk.clock())
    return PlainTextResponse(challenge if ours else "Not asked for.", 200 if ours else 404)


@router.post("/websub/{path}")
async def hear(request: Request, path: str) -> Response:
    """Keep a feed; whoever signs it wrongly is not told so."""
    if not await run_in_threadpool(_knows, request, path):
        return PlainTextResponse("Not asked for.", 404)
    heard = await run_in_threadpool(_keep, request, path, await request.body())
    return Response(status_code=404 if heard is Heard.UNKNOWN else 202)


def _knows(request: Request, path: str) -> bool:
    with desk_of(request).database.reading() as session:
        return websub.known(session, path)


def _keep(request: Request, path: str, body: bytes) -> Heard:
    desk, headers = desk_of(request), request.headers
    signature = headers.get("x-hub-signature", "")
    with desk.database.writing() as session:
        kind = headers.get("content-type")
        return websub.keep(session, path, body, kind, signature, desk.clock())
