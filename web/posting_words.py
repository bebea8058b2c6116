"""Why an answer was not posted or deleted, in the reader's language; it is kept in English."""

from collections.abc import Callable

from web.languages import N_
from web.mishaps import as_pattern

# As pipeline.posting says them: what happened, and after a semicolon what a person can do.
EVENTS = (
    N_("%(host)s answered %(status)s: %(said)s"),
    N_("%(host)s answered %(status)s"),
    N_("%(host)s: no answer in time after it was asked"),
    N_("%(host)s: the connection broke after it was asked"),
    N_("%(host)s: no answer in time"),
    N_("%(host)s: the connection broke"),
    N_("%(host)s: nobody knows this name"),
    N_("%(host)s: its certificate cannot be trusted"),
    N_("%(host)s: refused"),
    N_("%(host)s: its address is not public"),
    N_("%(host)s: answers are sent over https only (or see OTKLIK_ALLOW)"),
    N_('%(account)s: its secret must look like "%(shape)s" (see OTKLIK_POST_AS)'),
    N_("%(platform)s gave no token (see OTKLIK_POST_AS)"),
    N_("%(platform)s answered with something it does not say"),
    N_("%(platform)s deleted nothing"),
    N_("%(platform)s refused with error %(code)s: %(said)s"),
    N_("%(platform)s refused: %(said)s"),
    N_("%(account)s: the server cannot find %(url)s"),
    N_("%(platform)s knows no such post"),
    N_("%(account)s does not tell what stands below %(url)s"),
    N_("%(platform)s: the answer is not there"),
    N_("%(url)s: the blog knows no such article"),
    N_("%(url)s: the forum knows no such post"),
    N_("%(url)s: no post and no comment"),
    N_("%(url)s: no comment of a wall"),
    N_("%(url)s: no post of a wall"),
    N_("%(url)s: no post of a topic"),
    N_("%(url)s: no comment"),
    N_("%(url)s: no message"),
    N_("%(url)s: no topic"),
    N_("%(url)s: no post"),
)
WAYS = (
    N_("the token is wrong or has run out (see OTKLIK_POST_AS)"),
    N_("the account may not answer there"),
    N_("the account may not delete there"),
    N_("the post is gone, or the account cannot see it"),
    N_("it asks to wait; try again later"),
    N_("nothing was posted; answer by hand"),
    N_("nothing was sent, try later"),
    N_("nothing was sent (see OTKLIK_ALLOW)"),
    N_("nothing was posted"),
    N_("post it again, or answer by hand"),
    N_("answer by hand"),
    N_("delete the answer by hand"),
    N_("delete it by hand"),
    N_("look there"),
)
_PATTERNS = [(text, as_pattern(text)) for text in EVENTS]


def say_posting(error: str, translate: Callable[[str], str]) -> str:
    """An error of a platform as `translate` knows it; anything else as it is."""
    for way in WAYS:
        if error.endswith(f"; {way}"):
            return f"{_say_event(error.removesuffix(f'; {way}'), translate)}; {translate(way)}"
    return _say_event(error, translate)


def _say_event(event: str, translate: Callable[[str], str]) -> str:
    for text, pattern in _PATTERNS:
        found = pattern.fullmatch(event)
        if found:
            return translate(text) % found.groupdict()
    return event
