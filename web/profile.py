"""One's own page: language, time zone, light or dark, password."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from pipeline.errors import OtklikError
from pipeline.people import check_name, check_password, check_zone, set_password, start_session
from web.desk import THEME
from web.fields import Secret, Text
from web.languages import LANGUAGES
from web.login import WAIT, keep_login
from web.telegram_account import telegram_facts
from web.times import known_zones
from web.visit import Reader, Self, desk_of
from web.work import work_facts

router = APIRouter(prefix="/me")
YEAR = 365 * 24 * 3600


@router.get("")
def show(visit: Reader) -> HTMLResponse:
    """What one may set for oneself."""
    facts = work_facts(visit, visit.person) | telegram_facts(visit, visit.person)
    return visit.page("me.html", zones=known_zones(), **facts)


@router.post("")
def change(
    visit: Self, name: Text = "", language: Text = "", time_zone: Text = "", theme: Text = ""
) -> Response:
    """Keep what was chosen."""
    visit.person.name = check_name(name)
    visit.person.language = language if language in LANGUAGES else visit.person.language
    visit.person.time_zone = check_zone(time_zone)
    answer = visit.go("/me")
    if theme in ("light", "dark"):
        answer.set_cookie(THEME, theme, max_age=YEAR, samesite="lax")
    else:
        answer.delete_cookie(THEME)
    return answer


@router.post("/password")
def change_password(visit: Self, old: Secret = "", new: Secret = "") -> Response:
    """Change the password; other browsers are logged out, this one stays."""
    throttle, key = desk_of(visit.request).throttle, f"password of {visit.person.id}"
    if waits := throttle.wait(key, visit.now):  # whoever found a browser open may not guess on
        raise OtklikError(WAIT, seconds=int(waits.total_seconds()) + 1).at("old")
    if not check_password(visit.person, old):
        throttle.miss(key, visit.now)
        raise OtklikError("the old password is wrong; nothing was changed").at("old")
    throttle.forgive(key)
    set_password(visit.session, visit.person, new)
    token = start_session(visit.session, visit.person, visit.now)
    answer = visit.go("/me")
    keep_login(answer, desk_of(visit.request), token)
    return answer
