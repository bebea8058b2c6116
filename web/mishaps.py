"""What went wrong with a visit, in the reader's language; visits keep it in English."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote

from web.languages import N_

# As crawlers.trouble, .guard, .politeness, .read, .walk and .interface say it; the first that fits.
MISHAPS = (
    N_("%(url)s: answered %(status)s"),
    N_("%(url)s: has moved for good to %(new)s"),
    N_("%(url)s: leads to a front page for good, %(new)s; the page itself is probably gone"),
    N_("%(url)s: no full answer in time"),
    N_("%(url)s: connection refused"),
    N_("%(url)s: no such host"),
    N_("%(url)s: no way leads to its host"),
    N_("%(url)s: no name server says where its host is"),
    N_("our own network seems to be away: %(count)s of %(all)s hosts could not be reached"),
    N_("%(url)s: answer too large"),
    N_("%(url)s: max redirections reached"),
    N_("%(url)s: its certificate is not valid for this address"),
    N_("%(url)s: its certificate is not valid yet"),
    N_("%(url)s: its certificate has expired"),
    N_("%(url)s: its certificate is signed by itself alone"),
    N_("%(url)s: its certificate is signed by nobody who is trusted here"),
    N_("%(url)s: its certificate is for another host"),
    N_("%(url)s: no secure connection (TLS) is to be had"),
    N_("%(url)s: what answers is no web server"),
    N_("%(url)s: the connection was closed without an answer"),
    N_("%(url)s: the connection broke off"),
    N_("%(url)s: the answer broke off"),
    N_("%(url)s: larger than %(size)s MB"),
    N_("%(url)s: asks for a login"),
    N_("%(url)s: robots.txt says no"),
    N_("%(url)s: answers with an empty page"),
    N_("%(url)s: %(kind)s is no page to read"),
    N_("%(url)s: a file of another sort, not a page"),
    N_("%(url)s: no posts found where every earlier visit found some"),
    N_(
        "%(url)s: no posts found, nor in the page kept on %(time)s, which gave some: our reader or "
        "the source's options are broken, not the site"
    ),
    N_(
        "%(url)s: empty; our reader still reads the page kept on %(time)s, and the site looks the "
        "same"
    ),
    N_(
        "%(url)s: no posts found, though our reader still reads the page kept on %(time)s: the "
        "site looks different now"
    ),
    N_(
        '%(url)s: no posts found; the page kept on %(time)s gave some, read as kind "%(kind)s": '
        "was its kind changed by mistake?"
    ),
    N_(
        "%(url)s: asks whether a person is there (captcha) and shows nothing else; a feed or an "
        "interface of the site may answer, or its owner lets us in"
    ),
    N_(
        "%(url)s: its domain is for sale or parked: the site is gone; give the source its new "
        "address, or switch it off"
    ),
    N_("%(url)s: says that there is no such page, though it answered 200"),
    N_("%(url)s: is closed for maintenance; it is asked again by itself"),
    N_(
        "%(url)s: asks to agree to cookies and shows nothing else; a feed or an interface of the "
        "site may answer"
    ),
    N_("%(url)s: is for subscribers only; a feed of the site may hold what is free"),
    N_(
        "%(url)s: is empty without its scripts, which are not run; a feed or an interface of the "
        "site may answer"
    ),
    N_(
        "%(url)s: found no %(missing)s; the page may have changed its markup or ask for a login",
    ),
    N_(
        "%(url)s: passed over %(count)s of %(all)s posts, the first of them number %(place)s: "
        "%(why)s"
    ),
    N_("%(url)s: not a public address (see OTKLIK_ALLOW)"),
    N_("%(host)s: its address %(address)s is not public (see OTKLIK_ALLOW)"),
    N_("%(url)s: only http and https are fetched"),
    N_("robots.txt of %(host)s answered %(status)s"),
    N_("%(host)s asks to wait until %(time)s UTC"),
    N_('source "%(source)s": kind "%(kind)s" needs %(setting)s (%(how)s)'),
    N_('source "%(source)s": kind "%(kind)s" does not know %(url)s (it knows %(known)s)'),
)
STATUSES = {
    "401": N_("log in first"),
    "403": N_("access is forbidden"),
    "402": N_("it is to be paid for"),
    "404": N_("there is no such page"),
    "410": N_("the page was deleted"),
    "451": N_("the law forbids to show it"),
    "429": N_("too many requests"),
    "500": N_("an error of the server"),
    "502": N_("a server behind it does not answer"),
    "503": N_("the server is overloaded or being mended"),
    "504": N_("a server behind it answers too slowly"),
}
MISSING = {
    "article": N_("article"),
    "feed": N_("feed"),
    "readable feed": N_("readable feed"),
    "link to a feed": N_("link to a feed"),
    "readable JSON": N_("readable JSON"),
    "account of that name": N_("account of that name"),
    "channel of that name": N_("channel of that name"),
    "messages (is the channel private, or its preview switched off?)": N_(
        "messages (is the channel private, or its preview switched off?)"
    ),
}
WHY = (N_("no text"), N_("no number, address, text, author or time"))
HOW = (
    N_("a service token of an app from https://dev.vk.com"),
    N_("ID:SECRET of an app from https://www.reddit.com/prefs/apps"),
    N_("a key for the YouTube Data API v3 from https://console.cloud.google.com"),
)
_PLACE = re.compile(r"%\\\((\w+)\\\)s")  # as re.escape leaves it


def say_mishap(error: str, translate: Callable[[str], str]) -> str:
    """An error of a visit as `translate` knows it; one that is new to us as it is."""
    for text, pattern in _PATTERNS:
        found = pattern.fullmatch(error)
        if found:
            return translate(text) % dict(_say_values(found.groupdict(), translate))
    return error


def _say_values(
    values: dict[str, str], translate: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if name == "status" and value[:3] in STATUSES:
            yield name, f"{value[:3]} ({translate(STATUSES[value[:3]])})"
        elif name == "missing" and value in MISSING:
            yield name, translate(MISSING[value])
        elif (name == "how" and value in HOW) or (name == "why" and value in WHY):
            yield name, translate(value)
        else:
            yield name, _readable(value) if name in ("url", "new") else value


def _readable(url: str) -> str:
    """An address with its letters instead of their codes, where they are letters."""
    shown = unquote(url)
    return shown if shown.isprintable() and "\ufffd" not in shown else url


def as_pattern(text: str) -> re.Pattern[str]:
    """What finds the values again that a text was told with."""
    # Addresses come from outside and hold colons: the last one that fits ends them.
    return re.compile(_PLACE.sub(r"(?P<\1>.+)", re.escape(text)), re.DOTALL)


_PATTERNS = [(text, as_pattern(text)) for text in MISHAPS]
