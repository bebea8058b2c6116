"""The body of an article as plain text, without what stands around it."""

import copy
import re
from itertools import islice
from typing import Any
from urllib.parse import urldefrag, urljoin

from scrapy.http import HtmlResponse

from crawlers.dates import read_date
from crawlers.engines.article_around import (
    drop_fields,
    drop_linked_lines,
    drop_rows,
    without_comments,
)
from crawlers.engines.article_lead import find_lead
from crawlers.engines.breaks import split_breaks
from crawlers.engines.byline import is_label
from crawlers.engines.markup import Element, climb, outermost, read_text, select
from crawlers.engines.schema_org import find
from crawlers.engines.script_text import read_script_text
from crawlers.page import Page
from crawlers.plain import clean, fold_lines, strip_markup

ARTICLE_TYPES = (
    "Article",
    "NewsArticle",
    "BlogPosting",
    "Report",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "TechArticle",
    "ScholarlyArticle",
    "SocialMediaPosting",
    "LiveBlogPosting",
)
_LONGEST = 2_000_000
# Lines between paragraphs that lead elsewhere or ask for something.
_LEADS_AWAY = re.compile(
    r"^\W*(?:read (?:more|also|next)|also read|see (?:more|also)|more (?:on|from)\b.{0,40}$|more:?$"
    r"|don.?t miss|click here to|related(?: posts?| articles?| stor(?:y|ies)| content|:|$)"
    r"|you (?:may|might) also (?:like|be interested)|recommended(?: for you|:|$)|trending now"
    r"|subscribe (?:to|now)|sign up (?:for|to)|join our (?:newsletter|mailing)|newsletter$"
    r"|copyright\b|©|\(c\) \d{4}|all rights reserved|comments?$|tags?:?$|share(?: this)?:?$"
    r"|most (?:read|popular)|explore further|get the \w+ (?:\w+ )?app|advertisement$|sponsored$"
    r"|source: |sources?:$|follow (?:us|\w+) on (?:twitter|facebook|instagram|youtube|telegram)"
    r"|auch interessant|schon gelesen|lesen sie (?:auch|mehr)|mehr zum thema"
    r"|das könnte (?:sie|dich)"
    r"|anzeige$|lire aussi|à lire aussi|voir aussi|sur le même sujet|partager$|publicité$"
    r"|le[ea] (?:también|além|mais|anche)|leggi anche|te puede interesar|notas? relacionadas"
    r"|veja também|leia também|lees (?:ook|meer)|czytaj (?:też|także|również)|zobacz (?:też|także)"
    r"|читайте (?:также|ещ[её])|читать (?:также|далее)|смотрите также|подписывайтесь|подпишитесь"
    r"|по теме:?$|материалы по теме|источник:|реклама$|поделиться|комментарии$|теги:?$"
    r"|läs (?:också|även|mer)|lue (?:myös|lisää)|læs også|les også|čtěte (?:také|i)|přečtěte si"
    r"|mohlo by vás|olvasd el|kapcsolódó|vezi și|cite[sș]te și|διαβάστε|ayrıca bak|ilginizi çeke"
    r"|baca juga|simak juga|lihat juga|đọc thêm|xem thêm|اقرأ (?:أيض|المزيد)|بیشتر بخوانید"
    r"|(?:iscriviti|abbonati) al|inscrivez-vous|abonnez-vous|suscríbete|assine (?:a|nossa)"
    r"|abonnieren sie|(?:jetzt )?newsletter abonnieren|zapisz się|prenumerera på|iratkozz"
    r"|延伸[閱阅][讀读]|推[荐薦][閱阅][讀读]|あわせて読みたい|続きを読む|прочитайте також"
    r"|читайте також|дивіться також|関連記事|相关(?:文章|阅读)|관련기사|무단전재|저작권자"
    r"|(?:责任编辑|責任編輯|责编|責編|编辑|編輯)\s?[:：].{1,30}$)",
    re.I,
)
_LONGEST_LEAD = 200
_PROSE = 100  # letters of a line that no menu or button has
_KICKER = 50  # letters of a line above the headline, or of a date below it
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# A line above the text that only says who wrote it, or when.
_NO_OPENING = re.compile(
    r"(?:[Bb]y|[Vv]on|[Pp]ar|[Pp]or|[Dd]i|[Dd]oor|[Aa]v|[Aa]f|przez) [A-ZÀ-Þ][\w'’.-]+"
    r"(?: (?:d[aeiu]|van|von|der|den|de)){0,2}(?: [A-ZÀ-Þ][\w'’.-]*){1,3}(?:\W*\d{1,2}\W.{5,40})?"
    r"|(?i:stand|publi\w+|veröffentlicht|opublikowano|julkaistu|publicerad|gepubliceerd|zveřejněno"
    r"|опубліковано|опубликовано|aktualisiert|posted(?: on)?|updated)\b.{0,20}\d.{3,40}"
    r"|\W*\d{1,2}[./-]\d{1,2}[./-]\d{2,4}.{0,15}"
)
_BYLINES = "address.author, .vcard.author, .post-info, .entry-meta, abbr.published"
_LONGEST_BYLINE = 300
_CARDS = ".kg-signup-card"  # Ghost's, to sign up with
_CAPTIONS, _GALLERIES = "[class*=aption]", "[class*=gallery], [class*=fotorama]"
_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:fig|wp|img|image|photo|picture|gallery|slide)?[_-]{0,2}caption(?:$|[\s_-])",
    re.I,
)
_GALLERY = re.compile(
    r"(?:^|[\s_-])(?:(?:photo|image|wp-block)?-?gallery|fotorama)(?:$|[\s_-])", re.I
)
_MOST_PICTURED = 500  # captions and galleries of a page
_LONGEST_CAPTION, _LONGEST_GALLERY = 400, 1500
_SHORT = 600  # characters: below that trafilatura often takes what stands around for text too
_MARKED = ("[itemprop~=articleBody]", ".e-content", ".entry-content")


def read_body(page: Page, title: str | None = None, author: str | None = None) -> str:
    """The article's text; empty where the page has none."""
    root = page.response.selector.root
    text = drop_around(_extract(page), title, author)
    if len(text) < _SHORT:
        text = drop_around(_marked_body(page) or _lone_body(page, text), title, author) or text
    lead = drop_around(find_lead(root, text), title, author)
    text = f"{lead}\n{text}" if lead else text
    stated = _stated_body(page)
    if len(text) < _SHORT:
        stated = max(stated, read_script_text(root), key=len)
    return stated if len(text) < 0.6 * len(stated) else text


def _marked_body(page: Page) -> str:
    """The text of the one element that the page marks as the article's body."""
    for query in _MARKED:
        bodies = page.response.css(query)
        if len(bodies) == 1:
            body = bodies[0].root
            return clean(read_text(body, find_asides(body)))
    return ""


def _lone_body(page: Page, text: str) -> str:
    """The text of the one <article>, where what was found does not stand in it.

    Of a few lines in Chinese or Korean trafilatura takes none, but what stands around them.
    """
    if not isinstance(page.response, HtmlResponse):
        return ""
    found = select(without_comments(page), "article")
    body = clean(read_text(found[0], find_asides(found[0]))) if len(found) == 1 else ""
    return "" if any(line in body for line in text.splitlines()) else body


def find_asides(root: Element) -> list[Element]:
    """Pieces of a body that are none of its text.

    Among them those small ones that say who wrote the article and when, as in some blogs.
    """
    found = select(root, _BYLINES)
    bylines = [each for each in found if _length(each) < _LONGEST_BYLINE]
    captions = _named(root, _CAPTIONS, _CAPTION)
    galleries = _named(root, _GALLERIES, _GALLERY)
    return [
        *bylines,
        *select(root, _CARDS),
        *(each for each in captions if _length(each) < _LONGEST_CAPTION),
        *(each for each in galleries if _shows_pictures(each)),
    ]


def _named(root: Element, query: str, name: re.Pattern[str]) -> list[Element]:
    """The outermost parts with such a class."""
    found = (each for each in select(root, query) if name.search(each.get("class") or ""))
    return outermost(list(islice(found, _MOST_PICTURED)))


def _shows_pictures(gallery: Element) -> bool:
    """Whether what is named so holds pictures with a few words each, and no article of pictures."""
    pictured = next(gallery.iter("img", "picture"), None) is not None
    headed = next(gallery.iter("h1", "h2"), None) is not None
    if headed or not pictured or _length(gallery) > _LONGEST_GALLERY:
        return False
    return all(_length(each) < _PROSE for each in gallery.iter("p"))


def _length(element: Element) -> int:
    return len("".join(element.itertext()).strip())


def _extract(page: Page) -> str:
    """The text without comments; with them where the page has hardly another text."""
    if not isinstance(page.response, HtmlResponse):
        return ""
    text = _extract_from(without_comments(page), page.response.url)
    if any(len(line) >= _PROSE for line in text.splitlines()):
        return text
    return _extract_from(page.response.selector.root, page.response.url) or text


def _extract_from(root: Element, here: str) -> str:
    """What trafilatura takes for the text; strictly where one <article> says where it is."""
    from trafilatura import bare_extraction

    tree = copy.deepcopy(root)  # trafilatura cuts it to pieces
    split_breaks(tree)
    open_figures(tree)
    drop_rows(tree)
    drop_linked_lines(tree, here)
    drop_fields(tree)
    drop_teasers(tree, here)
    for aside in find_asides(tree):
        if aside.getparent() is not None:
            aside.drop_tree()
    strict = sum(1 for _ in tree.iter("article")) == 1
    found: Any = bare_extraction(
        tree,
        url=here,
        include_comments=False,
        favor_precision=strict,
        with_metadata=False,
    )
    text = str((found.text if found is not None else "") or "")
    return clean(text[:_LONGEST])


def open_figures(tree: Element) -> None:
    """Let figures that hold paragraphs and no picture be parts of the text, as some editors do."""
    for figure in tree.iter("figure"):
        held = {each.tag for each in figure.iterdescendants("p", "img", "picture", "figcaption")}
        if held == {"p"}:
            figure.tag = "div"


def drop_teasers(tree: Element, here: str) -> None:
    """Take away what leads to other articles, where only one <article> does not."""
    articles = list(tree.iter("article"))
    teasers = [article for article in articles if _leads_elsewhere(article, here)]
    if len(articles) - len(teasers) != 1:
        return  # which one is meant, nobody says
    for teaser in teasers:
        if next(teaser.iterdescendants("article"), None) is None:
            teaser.drop_tree()


def _leads_elsewhere(article: Element, here: str) -> bool:
    """Whether an article's first heading is a link to another page."""
    heading = next(article.iter("h1", "h2", "h3", "h4"), None)
    if heading is None:
        return False
    around = [each for each in climb(heading) if each.tag == "a"]
    links = [each.get("href") or "" for each in [*heading.iter("a"), *around]]
    return any(link and not _is_here(link, here) for link in links)


def _is_here(link: str, here: str) -> bool:
    try:
        return urldefrag(urljoin(here, link.strip())).url.rstrip("/") == here.rstrip("/")
    except ValueError:
        return True


def drop_around(text: str, title: str | None, author: str | None = None) -> str:
    """The text without its own headline, byline and date, and lines that lead elsewhere."""
    lines = fold_lines(text).splitlines()
    for place, line in enumerate(lines[:4]):
        if title and _same_title(line, title):
            section = all(len(above) <= _KICKER for above in lines[:place])
            del lines[0 if section else place : place + 1]
            break
    while lines and (
        _NO_OPENING.fullmatch(lines[0]) or _is_date(lines[0]) or _says_who(lines[0], author)
    ):
        del lines[0]
    kept = [line for line in lines if len(line) > _LONGEST_LEAD or not _LEADS_AWAY.match(line)]
    return "\n".join(kept)


def _says_who(line: str, author: str | None) -> bool:
    """Whether a line is the writer's name, what leads to it, or both."""
    if author is None or len(line) > _KICKER + len(author):
        return False
    return line == author or is_label(line.replace(author, "").strip())


def _is_date(line: str) -> bool:
    """Whether a line says nothing but when, in words or numbers of any language."""
    return len(line) <= _KICKER and bool(_YEAR.search(line)) and read_date(line) is not None


def _same_title(line: str, title: str) -> bool:
    """Whether a line is the headline, with or without the name of the site."""
    shown, whole = (re.sub(r"[\W_]+", "", text.lower()) for text in (line, title))
    return bool(shown) and (shown == whole or (len(shown) > 10 and shown in whole))


def _stated_body(page: Page) -> str:
    """The whole text where the page hands it to search engines."""
    bodies = [node.text("articlebody") or "" for node in find(page, *ARTICLE_TYPES)]
    return strip_markup(max(bodies, key=len, default=""))
