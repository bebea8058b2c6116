"""Reviews out of schema.org markup, and what only looks like one there."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from crawlers.engines.markup import Element, read_text
from crawlers.engines.rating import Review, date_of, read_rating
from crawlers.engines.schema_org import Node, find
from crawlers.engines.shown_rating import find_rating
from crawlers.page import Page
from crawlers.plain import fold_spaces, strip_markup

_TYPES = ("Review", "UserReview", "EmployerReview", "review", "Recommendation")
_EDITORIAL = ("CriticReview", "ClaimReview", "Article", "NewsArticle", "BlogPosting", "MediaReview")
_THINGS = ("Product", "SoftwareApplication", "MobileApplication", "WebApplication", "Service")
_MAKERS = ("brand", "manufacturer", "author", "provider")
_TEXT = ("reviewbody", "description", "text", "articlebody", "content")
# What was good and what was not, apart from the text, as search engines and shops write it.
_SIDES = (
    (("positivenotes", "pros", "pro", "advantages"), "+"),
    (("negativenotes", "cons", "contra", "disadvantages"), "−"),
)
_AUTHOR = ("author", "creator", "reviewer")
_DATE = ("datepublished", "datecreated", "dtreviewed", "uploaddate", "date")
# What templates leave where a review's text should stand.
_EMPTY = re.compile(
    r"^\W*+(comments?|reviews?|text|description|n/?a|null|undefined|none)?\W*+$", re.I
)
_MARKUP = re.compile(r"</|<br")
_BYLINE = re.compile(
    r"\b(?:Bewertung|Rezension|Review(?:ed)?|Отзыв|Avis|Opini[oó]n|Recensione|Written|Posted)\s+"
    r"(?:von|by|from|от|пользователя|de|di|door|par|por)\s+(.{2,60}?)"
    r"(?:\s+(?:vom|am|on|du|le|el|del|il|op|от|in|aus)\s|[,|(\n]|$)",
    re.I,
)
_LONGEST_NAME = 200  # letters, and what stands beside a name
_LEAD = re.compile(r"^(?:by|von|from|от|автор|par|por|di|da|door)\s*[:\s]\s*|[\s,:;|·–—-]+$", re.I)


def read_reviews(page: Page, *, customers: bool = False) -> Iterator[Review]:
    """The reviews that people wrote, each as often as the page tells it.

    `customers` says that nobody else writes there.
    """
    nodes = [node for node in find(page, *_TYPES) if not node.is_a(*_EDITORIAL)]
    alone = len(nodes) == 1
    described = _product_texts(page)
    house = _house_names(page)
    counted = bool(find(page, "AggregateRating"))
    for node in nodes:
        if not customers and _is_editorial(node, house, alone=alone and not counted):
            continue
        review = _read_node(page, node)
        if not (review.text or review.title or review.rating) or _is_sample(node):
            continue  # a template that nobody rated or wrote
        written = review.author and _fold(review.author) not in house
        if written or (not review.author and _fold(review.text) not in described):
            yield review


def _is_editorial(node: Node, house: set[str], *, alone: bool) -> bool:
    """An article by the site itself that is typed as a review."""
    if node.syntax != "json-ld":
        return False
    if node.role is not None:
        return alone and any(_fold(name) in house for name in node.texts("publisher"))
    if "mainentityofpage" in node.properties:
        return True
    return alone and ("publisher" in node.properties or "sourceorganization" in node.properties)


def _is_sample(node: Node) -> bool:
    """Whether a block of microdata has the filler that stands in templates for a text."""
    return any(text.lower().startswith("lorem ipsum") for text in node.texts(*_TEXT))


def _product_texts(page: Page) -> set[str]:
    """The product's own description, which some templates repeat as its review."""
    texts = page.response.xpath("//meta[contains(@*, 'description')]/@content").getall()
    for node in find(page, "Product", "Offer", "MusicAlbum", "Book"):
        texts.extend(node.texts("description"))
    return {_fold(text) for text in texts if text.strip()}


def _house_names(page: Page) -> set[str]:
    """What the site calls itself; what it says under its own name is no customer's review."""
    names = page.response.xpath("//meta[@property='og:site_name']/@content").getall()
    for node in find(page, "Organization", "WebSite", "Corporation", "OnlineStore"):
        if node.role in (None, "publisher", "ispartof"):
            names.extend(node.texts("name"))
    for node in find(page, *_THINGS):
        names.extend(node.texts(*_MAKERS))
    host = urlsplit(page.response.url).hostname or ""
    return {
        _fold(name) for name in [*names, host.removeprefix("www.").partition(".")[0]] if _fold(name)
    }


def _fold(text: str) -> str:
    return re.sub(r"\W+", "", text.lower())[:80]


def _read_node(page: Page, node: Node) -> Review:
    text = _with_sides(node, _text(node))
    author = _author(node)
    if not text and node.element is not None and any(node.texts(*_TEXT)):
        text = _shown_text(node.element, {author, *node.texts(*_DATE)})
    value, best, worst = _rating(node)
    if value is None and node.element is not None:
        value, best = find_rating(node.element)
    return Review(
        author=author,
        published=date_of(page, node.text(*_DATE)),
        text=strip_markup(text) if node.syntax == "json-ld" or _MARKUP.search(text) else text,
        title=_title(node, text),
        rating=value,
        best=best,
        worst=worst,
        url=_address(node),
    )


def _text(node: Node) -> str:
    """What the first of a node's properties for it says; some keep what was bad apart."""
    for name in _TEXT:
        texts = [text for text in node.texts(name) if not _EMPTY.match(text)]
        if texts:
            return "\n".join(dict.fromkeys(texts))
    return ""


def _with_sides(node: Node, text: str) -> str:
    """The text with the good and the bad that stand in properties of their own."""
    lines = [text] if text else []
    for names, sign in _SIDES:
        said = [fold_spaces(strip_markup(each)) for each in _listed(node, names)]
        lines += [f"{sign} {each}" for each in said if each and each not in text]
    return "\n".join(lines)


def _listed(node: Node, names: tuple[str, ...]) -> Iterator[str]:
    """The words of properties that hold texts or lists of them."""
    yield from node.texts(*names)
    for each in node.nodes(*names):
        yield from each.texts("itemlistelement")


def _author(node: Node) -> str | None:
    for name in node.texts(*_AUTHOR):
        line = _LEAD.sub("", fold_spaces(strip_markup(name).partition("\n")[0])[:_LONGEST_NAME])
        if line and not line.startswith(("http://", "https://", "#", "/")):
            return line[:120]
    if node.element is not None:
        found = _BYLINE.search(read_text(node.element)[:400])
        return _LEAD.sub("", found[1].strip()) if found else None
    return None


def _shown_text(element: Element, others: set[str | None]) -> str:
    """The longest run of text in the block, where the property itself holds a mere label."""
    runs = [read_text(each) for each in element.iter("p", "div", "span", "td", "dd", "blockquote")]
    plain = [run for run in runs if len(run) > 20 and not any(o and o in run for o in others)]
    return max(plain, key=len, default="")


def _title(node: Node, text: str) -> str | None:
    """The headline, unless it only repeats the text or the name of what is reviewed."""
    about = {_fold(name) for name in [*node.texts("itemreviewed"), text if len(text) > 200 else ""]}
    for title in node.texts("headline", "name", "summary"):
        if _fold(title) not in about:
            return fold_spaces(strip_markup(title))[:300]
    return None


def _rating(node: Node) -> tuple[float | None, float | None, float | None]:
    """Value, best and worst: of the rating node, else of the review itself."""
    for each in [*node.nodes("reviewrating", "rating"), node]:
        for text in each.texts("ratingvalue", "value"):
            value, best = read_rating(text)
            stated, _ = read_rating(each.text("bestrating", "best"))
            worst, _ = read_rating(each.text("worstrating", "worst"))
            if value is not None:
                return value, stated or best, worst
    for text in node.texts("reviewrating", "rating"):
        value, best = read_rating(text)
        if value is not None:
            return value, best, None
    return None, None, None


def _address(node: Node) -> str | None:
    for address in node.texts("url", "@id"):
        if address.startswith(("http://", "https://", "/")) and "#/schema/" not in address:
            return address
    return None
