"""The desk's outer wall: which hosts it answers for, how much it reads, what headers it sends."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.languages import N_
from web.trouble import FAILED, error_page

LARGEST_BODY = 256 * 1024  # bytes; the longest form is a reply of some thousand letters
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
LARGEST_PUSH = 2 * 1024 * 1024  # bytes; a feed that a hub sends
FOREVER = "public, max-age=31536000, immutable"  # the address holds a digest of the content
PUBLIC = (
    "/s/",
    "/static/",
    "/u/",
    "/websub/",
)  # all there is at OTKLIK_PUBLIC, where that is not the desk
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # no-referrer would make browsers hide Origin from us
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """Refuses foreign hosts, foreign forms and endless bodies before anything reads them."""

    def __init__(self, app: ASGIApp, desk: str, host: str, doorstep: str) -> None:
        self.app = app
        self.names = {"localhost", urlsplit(desk).hostname or "", host.casefold()}
        self.public = {urlsplit(doorstep).hostname or ""} - self.names
        self.secure = desk.startswith("https://")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refuse(scope["path"], headers) or _doubt(scope, headers)
        if refusal is not None:
            await refusal(scope, receive, self._with_headers(send, ""))
            return
        answer = self._with_headers(send, _keeping(scope))
        if scope["method"] == "HEAD" and scope["path"] != "/live":  # which never ends
            scope, answer = {**scope, "method": "GET"}, _without_body(answer)
        await self.app(scope, receive, answer)

    def _refuse(self, path: str, headers: Headers) -> PlainTextResponse | None:
        name = _name_of(headers.get("host", ""))
        if name in self.public - {""}:
            if not path.startswith(PUBLIC):
                return PlainTextResponse("Nothing is here.", 404)
        elif not self._is_ours(name):
            return PlainTextResponse(
                "This desk does not answer for that host name (see OTKLIK_ADDRESS).", 421
            )
        # A browser always says how long its form is, and the server holds it to that.
        if "transfer-encoding" in headers:
            return PlainTextResponse("Say how long the form is.", 411)
        return None

    def _is_ours(self, name: str) -> bool:
        """A bare address cannot be rebound to us by a foreign name server; a name can."""
        return name in self.names - {""} or _is_address(name)

    def _with_headers(self, send: Send, keeping: str) -> Send:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if keeping and message["status"] < 400:
                    headers["Cache-Control"] = keeping
                elif keeping:
                    headers["Cache-Control"] = "no-store"
                if self.secure:
                    headers["Strict-Transport-Security"] = "max-age=31536000"
            await send(message)

        return send_guarded


def _doubt(scope: Scope, headers: Headers) -> Response | None:
    """What a person may have sent by mistake is refused with a page."""
    length = headers.get("content-length", "0")
    largest = LARGEST_PUSH if scope["path"].startswith("/websub/") else LARGEST_BODY
    if not length.isdecimal() or int(length) > largest:
        text = N_("The form is too large; send less at once.")
        return error_page(Request(scope), 413, FAILED, text)
    foreign = headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")
    if scope["method"] not in ("GET", "HEAD") and foreign:
        text = N_("This form came from another site. Open the desk itself and try there.")
        return error_page(Request(scope), 403, FAILED, text)
    return None


def _keeping(scope: Scope) -> str:
    """How long browsers may keep what is asked for: pages never, named files for good."""
    if not scope["path"].startswith("/static/"):
        return "no-store"
    return FOREVER if scope["query_string"].startswith(b"v=") else "no-cache"


def _without_body(send: Send) -> Send:
    async def send_head(message: Message) -> None:
        await send({**message, "body": b""} if "body" in message else message)

    return send_head


def guarded(page: Response) -> Response:
    """A page that is made outside the guard, with its headers."""
    page.headers.update(HEADERS | {"Cache-Control": "no-store"})
    return page


def _name_of(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").casefold()
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
