"""Why an alert did not go out, in the reader's language; deliveries keep it in English."""

from collections.abc import Callable

from web.languages import N_
from web.mishaps import as_pattern

# As alerts.notifiers and alerts.send say it; the first that fits.
TROUBLES = (
    N_("no answer in %(count)s seconds"),
    N_("could not be reached, or did not accept the message"),
    N_("could not be reached (%(kind)s)"),
    N_("answered with status %(status)s"),
    N_("is no longer set up; see OTKLIK_NOTIFIERS"),
    N_("its address is not like %(example)s"),
    N_("its address has no scheme; see OTKLIK_NOTIFIERS and docs/alerts.md"),
    N_("Apprise does not understand its address; see docs/alerts.md"),
    N_("answered with something that is not JSON"),
    N_("answered with something %(who)s does not say"),
    N_("%(who)s did not accept the message"),
    N_("%(who)s refused with error %(code)s"),
)
_PATTERNS = [(text, as_pattern(text)) for text in TROUBLES]


def say_trouble(error: str, translate: Callable[[str], str]) -> str:
    """The error as `translate` knows it; one that is new to us as it is."""
    for text, pattern in _PATTERNS:
        found = pattern.fullmatch(error)
        if found:
            return translate(text) % found.groupdict()
    return error
