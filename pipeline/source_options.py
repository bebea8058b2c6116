"""The options that sources of each kind know, what holds where none is said, what they may say."""

from collections.abc import Mapping
from difflib import get_close_matches
from zoneinfo import ZoneInfo, available_timezones

from pipeline.errors import OtklikError, Said, unknown
from pipeline.selectors import check_selectors
from pipeline.watch import Options

# Options every kind knows: how many pages a visit may take, a fixed interval in minutes, the brands
# all its posts are about (see Source.about), its people's zone.
COMMON: Mapping[str, object] = {"pages": 50, "every": 0, "about": "", "zone": ""}
# Of the kinds that know more; a tuple are all the words that it may be, the first holds by default.
_LISTING = ("auto", "always", "never")
OWN: Mapping[str, Mapping[str, object]] = {
    "activitypub": {"replies": True},
    "article": {"listing": _LISTING},
    "feed": {"full_text": _LISTING, "comments": True},
    "forum": {"sections": True, "quotes": ("drop", "keep")},
    "reddit": {"comments": True},
    "review": {"listing": _LISTING, "selectors": {}},
    "stackexchange": {"answers": True, "comments": True},
    "telegram": {"comments": False},
    "vk": {"comments": True},
}
LEAST, MOST = {"pages": 1, "every": 0}, {"every": 525_600}  # minutes of a year


def known_options(kind: str) -> dict[str, object]:
    """The options of a kind with what holds by default."""
    known = {**COMMON, **OWN.get(kind, {})}
    return {name: value[0] if isinstance(value, tuple) else value for name, value in known.items()}


def check_options(kind: str, options: Options) -> None:
    """Raise OtklikError, at the name of the option, for one that is unknown or ill-typed."""
    known = {**COMMON, **OWN.get(kind, {})}
    for name, value in options.items():
        if name not in known:
            raise OtklikError(unknown("option", name, known)).at(name)
        _check(name, value, known[name])


def _check(name: str, value: object, known: object) -> None:
    problem = None if name == "about" else _problem(name, value, known)  # see Source.about
    if problem is not None:
        raise OtklikError('option "%(option)s": %(problem)s', option=name, problem=problem).at(name)
    if isinstance(known, dict) and isinstance(value, dict):
        try:
            check_selectors(value)
        except OtklikError as error:
            raise error.at(name) from error
    if name == "zone" and value:
        _check_zone(str(value))


def _problem(name: str, value: object, known: object) -> Said | None:
    """What is wrong with the value of an option, if anything is."""
    match known:
        case bool():
            return None if isinstance(value, bool) else Said("must be true or false")
        case int() if not isinstance(value, int) or isinstance(value, bool):
            return Said("must be a whole number")
        case int() if isinstance(value, int) and value < LEAST[name]:
            return Said("must be at least %(ge)s", {"ge": LEAST[name]})
        case int() if isinstance(value, int) and value > MOST.get(name, value):
            return Said("must be at most %(le)s", {"le": MOST[name]})
        case dict():
            return None if isinstance(value, dict) else Said("must be a table of queries")
        case tuple() if value not in known:
            return Said("must be one of: %(expected)s", {"expected": ", ".join(known)})
        case str() if not isinstance(value, str):
            return Said("must be a text in quotes")
    return None


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        near = get_close_matches(zone, sorted(available_timezones()), n=1) or ["Europe/Moscow"]
        told = OtklikError(
            'unknown zone "%(zone)s" (write it as "%(near)s")', zone=zone, near=near[0]
        )
        raise told.at("zone") from error
