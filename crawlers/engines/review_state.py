"""Reviews that stand in the data of a page's scripts alone, and what only looks like one there."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from crawlers.answer import Answer
from crawlers.engines.page_state import join_cache, load, read_state
from crawlers.engines.rating import Review, date_of, read_rating
from crawlers.engines.review_answers import find_address
from crawlers.engines.review_forms import IN_STATE
from crawlers.page import Page
from crawlers.plain import fold_spaces, strip_markup

_MOST_VALUES = 100_000  # that are looked at in a page's data
_MOST_ROWS = 2_000  # objects with the names of a review's parts
_DEEPEST = 40  # names on the way to a review
_LEVELS = 4  # of a review's own parts
_MOST_CACHES = 3
_MOST_TEXTS = 50  # strings that are opened as data
_NEAR = 4  # names before a review, one of which must speak of reviews
_REVIEWS = re.compile(
    r"review|feedback|opinion|testimonial|otzyv|avis\b|bewertung|rezension|resen|valorac|recens|yorum"
)
_RATED = re.compile(r"^(?:user|product)?(?:ratings?|responses|evaluations?|interests)")
_OP_EDS = re.compile(r"opinion")  # of papers, which rate nothing
# On the way to what is no customer's word about what the page is of, or is not shown to all.
_ELSEWHERE = re.compile(
    r"related|similar|recommend(?!.*review)|also(?:like|bought|view)|upsell|crosssell|youmay"
    r"|suggest|otherproduct|question|answer|qna|qanda|faq|repl(?:y|ies)|editor|expert|critic|^press"
    r"|draft|hidden|pending|unpublished|deleted|rejected|notrecommended|translations|i18n|locale"
    r"|sponsored|placeholder|sample|example|mock|^(?!.*review).*(?:carousel|slider)"
    r"|aggregate|summary|summaries|topics?$|highlights?$|keyword|stat(?:s|istics?)$|histogram|overall$"
)
_PERSON = re.compile(r"^(?:reviewer|author|user|customer|consumer|profile|member)$")
_THINGS = re.compile(r"^(?:products|goods|offers|hotels|places|businesses|companies|shops|apps)$")
_NO_REVIEW = {  # names of products, totals and questions
    *("price", "offers", "isbn", "reviewcount", "ratingcount", "reviewscount", "ratingscount"),
    *(
        "excerpt",
        "section",
        "standfirst",
        "dek",
        "kicker",
        "readingtime",
        "wordcount",
        "articlebody",
    ),
    *("aggregaterating", "totalreviews", "totalcount", "question", "questiontext", "addtocart"),
}
_SHOWN = {
    *("published", "ispublished", "visible", "isvisible", "approved", "isapproved"),
    *("commentapproved", "moderated", "ismoderated"),
}
_NO = (False, 0, "0", "N", "n", "no", "false")  # as JSON, PHP and Bitrix say it
_YES = (True, 1, "1", "Y", "y", "yes", "true")
_UNSHOWN = {
    *("hidden", "ishidden", "deleted", "isdeleted", "draft", "isdraft", "spam", "isspam"),
    *("pending", "ispending", "rejected", "isrejected", "removed", "isremoved", "unpublished"),
    *("isofficial", "isexpert", "isstaff", "isseller", "ismerchant", "iseditorial", "iscritic"),
    *("issponsored", "isreply", "isquestion", "isanswer"),
}
_STATUS = "status|status.name|moderationstatus|publicationstatus|reviewstatus|state|visibility"
_WITHHELD = re.compile(
    r"pending|on.?hold|^hold|unapprov|trash|reject|draft|hidden|delet|unpublish"
    r"|not_?published|spam|moderation|removed|declin|block|private",
    re.I,
)
_ROLES = "authortype|usertype|reviewertype|role|author.type|author.role|user.type|user.role"
_TYPES = "typename|type|kind|reviewtype"
_NO_CUSTOMER = re.compile(
    r"(?:site|store|shop)?[ _-]?(?:editor|expert|critic|merchant|seller|owner|official|vendor|staff"
    r"|admin|administrator|manufacturer|brand|company)",
    re.I,
)
_NO_CUSTOMERS = re.compile(
    r"edit(?:or|eur)|expert|critic|question|answer|repl(?:y|ies)|product$|article|aggregate", re.I
)
_THING = (
    "productid|product.id|itemid|item.id|hotelid|hotel.id|businessid|business.id|business.encid"
    "|locationid|location.id|listingid|companyid|company.id|product.ref|appid|offerid"
)


def _heads(*ways: str) -> frozenset[str]:
    """The names with which ways begin."""
    return frozenset(way.partition(".")[0] for all_ways in ways for way in all_ways.split("|"))


# An object that has no name of one of these is looked at no longer.
_PARTS = (
    _heads(IN_STATE.text, *IN_STATE.more),
    _heads(IN_STATE.rating, IN_STATE.date),
)


@dataclass(frozen=True)
class _Row:
    """An object of a review's shape, its names without signs; what it is a review of."""

    values: Answer
    thing: str


def read_reviews(page: Page) -> Iterator[Review]:
    """The reviews in the data of a page's scripts, in the order of the page."""
    rows = [row for data in _roots(page) for row in _find_rows(data)]
    # Where the address names the thing, reviews of others stand in a box beside its own.
    asked = set(re.split(r"[^\w-]+|(?<=\d)-|-(?=\d)|_", page.response.url))
    named = any(row.thing in asked for row in rows)
    # Where some say 1, those that say 0 wait for a moderator.
    told = [_said(row.values, _STATUS) for row in rows]
    for row, status in zip(rows, told, strict=True):
        if status == "0" and "1" in told:
            continue
        if not named or not row.thing or row.thing in asked:
            yield _read_row(page, row.values)


def _roots(page: Page) -> Iterator[Any]:
    """The data of a page, unless nobody said that it has reviews and it says it is an article."""
    kind = page.response.css("meta[property='og:type']::attr(content)").get("")
    if page.source.kind != "auto" or "article" not in kind.lower():
        yield from read_state(page.response.selector.root, whole=True)


def _find_rows(data: Any) -> Iterator[_Row]:
    """The reviews of one data; a loop with an end, since data nests and grows without one."""
    waiting: deque[tuple[Any, tuple[str, ...]]] = deque([(data, ())])
    opened = caches = rows = 0
    for _ in range(_MOST_VALUES):
        if not waiting:
            return
        value, way = waiting.popleft()
        if isinstance(value, str) and value[:1] in ("{", "[") and opened < _MOST_TEXTS:
            opened += 1
            value = load(value)
        if isinstance(value, dict) and "ROOT_QUERY" in value:
            caches += 1
            value = join_cache(value) if caches <= _MOST_CACHES else None
        if len(way) > _DEEPEST or not isinstance(value, dict | list):
            continue
        if isinstance(value, dict) and _may_be_row(value) and rows < _MOST_ROWS:
            rows += 1
            row = _as_row(value, way)
            yield from [row] if row is not None and _is_shown(row.values) else ()
            if row is not None:
                continue  # below it are its answers
        waiting.extend(_below(value, way))


def _below(value: Any, way: tuple[str, ...]) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """The values of data that may hold reviews, each with the names on the way to it."""
    if isinstance(value, list):
        yield from () if _are_things(value, way) else ((each, way) for each in value)
        return
    for name, each in value.items():
        bare = _fold(re.split(r"[({:]", str(name), maxsplit=1)[0])
        if isinstance(each, dict | list | str) and not _ELSEWHERE.search(bare):
            yield each, (*way, bare)


def _are_things(values: list[Any], way: tuple[str, ...]) -> bool:
    """Whether a list is of several things, each with reviews of its own."""
    several = [each for each in values if isinstance(each, dict)]
    if len(several) < 2 or not way or _REVIEWS.search(way[-1]):
        return False
    told = sum(map(_has_reviews, several[:50]))
    return told > 1 or _THINGS.match(way[-1]) is not None


def _has_reviews(thing: dict[str, Any]) -> bool:
    """Whether a list of reviews stands in a thing itself."""
    lists = (name for name, held in thing.items() if isinstance(held, list) and held)
    return any(_REVIEWS.search(_fold(str(name))) for name in lists)


def _may_be_row(value: dict[str, Any]) -> bool:
    """Whether an object has a name of each of the parts of a review; cheap, for there are many."""
    told = {_fold(str(name)) for name in value}
    return not any(told.isdisjoint(heads) for heads in _PARTS)


def _as_row(value: dict[str, Any], way: tuple[str, ...]) -> _Row | None:
    """An object with the parts of a review, where reviews are expected."""
    names = [*way[-_NEAR:], _fold(str(value.get("__typename") or value.get("@type") or ""))]
    sure = any(_REVIEWS.search(name) for name in names)
    if not sure and not any(_RATED.search(name) for name in names):
        return None
    if way and _PERSON.match(way[-1]):
        return None  # somebody who wrote one
    row = Answer(_folded(value, _LEVELS))
    said = any(_said(row, ways) for ways in (IN_STATE.text, *IN_STATE.more))
    if not said or not isinstance(row.value, dict) or not _NO_REVIEW.isdisjoint(row.value):
        return None
    rated = _rating(row)[0] is not None
    who, when = bool(_said(row, IN_STATE.author)), bool(_said(row, IN_STATE.date))
    open_mark = any(name in row.value for name in IN_STATE.rating.split("|"))  # left empty
    unrated = open_mark or (sure and not any(_OP_EDS.search(name) for name in names))
    if not ((rated and (who or (when and sure))) or (unrated and who and when)):
        return None
    return _Row(row, _said(row, _THING))


def _said(row: Answer, ways: str) -> str:
    """What an object says on the first way that leads anywhere."""
    held = row.value if isinstance(row.value, dict) else {}
    return row.said("|".join(way for way in ways.split("|") if way.partition(".")[0] in held))


def _folded(value: Any, levels: int) -> Any:
    """Data whose names are without signs and capitals: reviewer_name and reviewerName are one."""
    if isinstance(value, dict):
        kept = value.items() if levels else ()
        return {_fold(str(name)): _folded(each, levels - 1) for name, each in kept}
    if isinstance(value, list):
        return [_folded(each, levels - 1) for each in value[:20]] if levels else []
    return value


def _fold(name: str) -> str:
    return re.sub(r"[\W_]+", "", name[:80]).lower()


def _is_shown(row: Answer) -> bool:
    """Whether a customer wrote it and the site shows it to everybody."""
    flags = row.value if isinstance(row.value, dict) else {}
    if flags.get("active") == "N" or any(flags.get(name) in _NO for name in _SHOWN):
        return False
    if any(flags.get(name) in _YES for name in _UNSHOWN):
        return False
    if _WITHHELD.search(_said(row, _STATUS)):
        return False
    if any(_NO_CUSTOMERS.search(_said(row, way)) for way in _TYPES.split("|")):
        return False
    return not any(_NO_CUSTOMER.fullmatch(_said(row, way)) for way in _ROLES.split("|"))


def _read_row(page: Page, row: Answer) -> Review:
    value, best = _rating(row)
    lines = (strip_markup(_said(row, way)) for way in (IN_STATE.text, *IN_STATE.more))
    title = fold_spaces(strip_markup(_said(row, IN_STATE.title)))
    text = "\n".join(dict.fromkeys(filter(None, lines)))
    read = Review(
        author=fold_spaces(strip_markup(_said(row, IN_STATE.author))) or None,
        published=date_of(page, _said(row, IN_STATE.date)),
        text=text,
        title=title if title != text else None,
        rating=value,
        best=best,
        url=_said(row, IN_STATE.url) or None,
    )
    return read if read.url else replace(read, url=find_address(page, row, IN_STATE))


def _rating(row: Answer) -> tuple[float | None, float | None]:
    """What a review gives, and the best it could where that is told."""
    held = row.value if isinstance(row.value, dict) else {}
    for way in IN_STATE.rating.split("|"):
        if way.partition(".")[0] not in held:
            continue
        value, best = read_rating(_said(row, way))
        if value is not None:
            stated, _ = read_rating(_said(row, IN_STATE.best))
            ten = 10.0 if way == "reviewscore" else None  # of hotels, where no scale is told
            return value, best or stated or ten
    return None, None
