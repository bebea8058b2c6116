"""Pages that a site shows instead of the one that was asked for, and answers with 200.  (pure)"""

import re
from dataclasses import dataclass

from scrapy.http import HtmlResponse, Response

from crawlers.page import Page
from crawlers.plain import fold_spaces

MOST_TEXT = 1_500  # letters of such a page, its menu included; an article has more, or many posts
SHELL_TEXT = 200  # letters of a page that its scripts are to fill
_LOOKED_AT = 200_000  # letters of markup in which signs are looked for


@dataclass(frozen=True)
class StandIn:
    """What is shown instead, in words that hold the way out."""

    words: str
    lost: bool = False  # shown twice, it means that the page is no longer there
    sure: bool = True  # its own signs tell it, also where a reader finds a text in it


CAPTCHA = StandIn(
    "asks whether a person is there (captcha) and shows nothing else; a feed or an interface of "
    "the site may answer, or its owner lets us in"
)
FOR_SALE = StandIn(
    "its domain is for sale or parked: the site is gone; give the source its new address, or "
    "switch it off"
)
NOT_THERE = StandIn("says that there is no such page, though it answered 200", lost=True)
LOGIN = StandIn("asks for a login")
CLOSED = StandIn("is closed for maintenance; it is asked again by itself")
CONSENT = StandIn(
    "asks to agree to cookies and shows nothing else; a feed or an interface of the site "
    "may answer",
    sure=False,
)
PAYWALL = StandIn("is for subscribers only; a feed of the site may hold what is free", sure=False)
NOTHING = StandIn("answers with an empty page", sure=False)
SHELL = StandIn(
    "is empty without its scripts, which are not run; a feed or an interface of the site "
    "may answer",
    sure=False,
)

# What only such pages hold in their markup, in small letters.
_MARKS = (
    (
        CAPTCHA,
        (
            *("_cf_chl_opt", "geo.captcha-delivery.com", "px-captcha", "awswafcookiedomainlist"),
            "/showcaptcha",
        ),
    ),
    (
        FOR_SALE,
        (
            *("sedoparking.com", "parkingcrew.net", "bodis.com", "hugedomains.com"),
            *("afternic.com", "parklogic.com", "wsimg.com/parking-lander", "parked-content"),
            *("parking.reg.ru", "above.com/marketplace"),
        ),
    ),
)
# What their headlines say, from the first word to the last or with a site's name beside.
_SAYS = (
    (
        CAPTCHA,
        r"just a moment|attention required!?|checking your browser.*"
        r"|are you (?:a )?(?:human|robot).*|(?:human|security|bot) (?:verification|check)"
        r"|verify(?:ing)? (?:that )?you are (?:a )?human.*"
        r"|ddos.guard|captcha|вы не робот|я не робот|проверка (?:браузера|безопасности).*"
        r"|подтвердите.{0,30}не робот.*|access denied|доступ ограничен|pardon our interruption",
    ),
    (
        FOR_SALE,
        r".*\bdomain(?: name)? (?:is|may be|might be) (?:for sale|parked|available).*"
        r"|.*\bis for sale|buy this domain|parked domain(?: name)?|domain parking"
        r"|.*\bдомен\b.{0,60}(?:прода[её]тся|выставлен на продажу|припаркован|свободен).*",
    ),
    (
        NOT_THERE,
        r"(?:error |ошибка )?404(?:\W.{0,60})?|(?:oops\W+|sorry\W+)?(?:(?:the|this|that) )?page "
        r"(?:(?:was |is )?not found|(?:can.?t|cannot|could not) be found|does ?n[o']t exist)"
        r"|not found|страница не (?:найдена|существует)|такой страницы (?:нет|не существует)"
        r"|запрашиваемая страница не найдена|сайт не найден",
    ),
    (
        CLOSED,
        r"(?:site |website )?(?:is )?(?:under|down for|closed for) (?:scheduled )?"
        r"(?:maintenance|construction)"
        r"|(?:scheduled )?maintenance(?: mode)?|we.?ll be (?:right )?back(?: soon)?|be right back"
        r"|(?:ведутся |проводятся )?технические работы.*|техническое обслуживание"
        r"|(?:сайт|форум) (?:временно )?(?:недоступен|закрыт|отключ[её]н)(?: на .{0,40})?"
        r"|сайт на реконструкции|temporarily unavailable|временно недоступен",
    ),
    (
        LOGIN,
        r"(?:please )?(?:log ?in|sign ?in)\b.{0,40}|вход(?: на сайт| в .{0,30})?|войти|авторизация",
    ),
    (CONSENT, r"before you continue.*|(?:cookie|privacy) (?:consent|settings|preferences)"),
)
# Of captchas, too; but a page with a form may have one beside all it shows.
_FORM = re.compile(
    r"g-recaptcha|h-captcha|cf-turnstile|smart-?captcha|_Incapsula_Resource|__qrator"
    r"|servicepipe\.ru",
    re.I,
)
_CONSENT_TEXT = re.compile(
    r"(?:agree|accept|consent|соглас|прим[иу]т).{0,200}\b(?:cookies?|куки)"
    r"|(?:cookies?|куки).{0,200}(?:agree|accept|consent|соглас|прим[иу]т)",
    re.I | re.S,
)
_PAYWALL_TEXT = re.compile(
    r"(?:subscribe|subscription).{0,40}(?:continue|to read|required)|subscribers? only"
    r"|(?:только для подписчиков|оформите подписку|доступ(?:ен|но)? по подписке)",
    re.I,
)
_SHELL_MARK = re.compile(
    r"id=[\"']?(?:root|app|__next|__nuxt|react-root|application|app-root)[\"'\s>]|enable javascript"
    r"|<app-root|включите javascript|requires javascript",
    re.I,
)
_SAY_PATTERNS = [(what, re.compile(says, re.I)) for what, says in _SAYS]
_PARTS = re.compile(r"\s[|–—·•»:/-]+\s|[|»•]|: ")
_ENDS = " .!?…\"'«»"


def find_stand_in(page: Page, gave: int) -> StandIn | None:
    """What a page is shown instead of, where at most one text (`gave`) was read in it."""
    response = page.response
    if gave > 1 or not isinstance(response, HtmlResponse):
        return None
    heads = list(_headlines(response))
    sure = _find_said(heads) or _find_marked(response)
    if gave and not sure:
        return None
    text = _text_of(response)
    if len(text) > MOST_TEXT:
        return None
    found = sure or (None if gave else _find_hint(response, text))
    if found is LOGIN and not response.css("input[type=password]"):
        found = None
    return found if found and (found.sure or not gave) else None


def find_challenge(response: Response) -> StandIn | None:
    """Whether an answer that is an error asks for a captcha."""
    if not isinstance(response, HtmlResponse):
        return None
    found = _find_said(list(_headlines(response))) or _find_marked(response)
    return CAPTCHA if found is CAPTCHA else None


def _headlines(response: HtmlResponse) -> list[str]:
    """What the title and the first headline say, whole and in their parts."""
    heads = [response.xpath(f"string((//{tag})[1])").get("") for tag in ("title", "h1")]
    found = list[str]()
    for head in map(fold_spaces, heads):
        found += [part.strip(_ENDS) for part in (head[:200], *_PARTS.split(head[:200]))]
    return list(dict.fromkeys(filter(None, found)))


def _find_said(heads: list[str]) -> StandIn | None:
    return next(
        (what for what, says in _SAY_PATTERNS for head in heads if says.fullmatch(head)), None
    )


def _find_marked(response: HtmlResponse) -> StandIn | None:
    markup = response.text[:_LOOKED_AT].lower()
    return next((what for what, marks in _MARKS if any(mark in markup for mark in marks)), None)


def _find_hint(response: HtmlResponse, text: str) -> StandIn | None:
    """What a page without anything to read may be."""
    if _FORM.search(response.text[:_LOOKED_AT]):
        return CAPTCHA
    if len(text) < SHELL_TEXT and _SHELL_MARK.search(response.text[:_LOOKED_AT]):
        return SHELL
    if response.css("input[type=password]"):
        return LOGIN
    if _PAYWALL_TEXT.search(text):
        return PAYWALL
    return CONSENT if _CONSENT_TEXT.search(text) else None


def _text_of(response: HtmlResponse) -> str:
    parts = response.xpath("//body//text()[not(parent::script or parent::style)]").getall()
    return fold_spaces(" ".join(parts))
