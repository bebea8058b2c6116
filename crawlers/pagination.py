"""The next page of a listing or a thread: what the page calls so, or its pager's next number.

A `<link rel="next">` alone is not believed: blog systems write one on last and front pages too.
"""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from crawlers.engines.markup import Element, climb, read_line, select
from crawlers.page import Page

MOST_LINKS = 5_000

_WORDS = (
    "next page|next|older articles|volgende pagina|volgende|nächste seite|nächste|naechste|weiter"
    "|vor|page suivante|suivante?s?|suiv|página siguiente|siguientes?|próxima página|próxim[oa]"
    "|proxim[oa]|seguinte|pagina successiva|successiv[oai]|avanti|prossim[oa]|następna strona"
    "|następn[aey]|dalej|další|následující|ďalši[ae]|ďalej|következő|următo(?:rul|area|are)|înainte"
    "|sonraki(?: sayfa)?|ileri|nästa|næste|neste|seuraava|sljedeća|sledeća|naslednja|järgmine"
    "|nākamā|kitas|επόμεν[ηο]|следующ(?:ая|ие|ий)(?: страница)?|след|далее|дальше|впер[её]д"
    "|наступн[аі](?: сторінка)?|далі|следваща|напред|следна|келесі|次のページへ?|次へ|次の?|下一页"
    "|下一頁|下页|下頁|다음(?: ?페이지)?|التالي|بعدی|صفحه بعد|הבא|trang (?:sau|tiếp)|tiếp|sau"
    "|berikutnya|selanjutnya|seterusnya|ถัดไป|ต่อไป|अगला|পরবর্তী|შემდეგი|հաջորդ|sonrakı|keyingi"
)
_OLDER = re.compile(  # on a list that begins with the newest, where the arrow points onwards
    r"^(?:older (?:posts|entries|articles|stories)"
    r"|ältere (?:beiträge|artikel|einträge)"
    r"|entradas (?:más )?antiguas|articles plus anciens|postagens mais antigas|post più vecchi"
    r"|oudere berichten|starsze wpisy|(?:предыдущие|старые|более ранние) (?:записи|публикации)"
    r")\s*[»›→>]+$",
    re.I,
)
_MORE = re.compile(
    r"^\W*(?:(?:load|show|view) more|показать ещ[её]|загрузить ещ[её]|mehr (?:laden|anzeigen)"
    r"|charger plus|voir plus|cargar más|ver más|carica altro)\W*$",
    re.I,
)
_PAGE_ADDRESS = re.compile(r"(?:page|offset|start|after|from|[?&]p|PAGEN_\d)[=/-]?\w", re.I)
_SINGLE = re.compile(r"(?:^|[-_\s])post-?nav|nav-?single|single-?nav|entry-?nav", re.I)
# What leads to the thread beside this one, whatever it is called.
_OTHER_THREAD = re.compile(
    r"[?&;](?:prev_next|view)=next(?=$|[&;#])|=next(?:newest|oldest|newset|oldset)\b|grabnext", re.I
)
_YEARS = range(1900, 2100)
_ARROWS = "»›→>⟩▶►❯➔≫⇒"
# "Next page" in languages whose word for a page may follow, or stand before.
_PAGE = (
    "page|pagin[aă]|página|sida|side|sivu|oldal|stran[aá]|stránka|strona|stranica|страница|сторінка"
    "|σελίδα|sayfa|halaman|lapa|puslapis|lehekülg"
)
_SAYS_NEXT = re.compile(rf"^(?:(?:{_PAGE}) )?(?:{_WORDS})(?: (?:{_PAGE}))?$", re.I)
_BEGINS_NEXT = re.compile(rf"^(?:{_WORDS})(?:\b|\s|$)", re.I)
_ORDER = re.compile(r"^(?:older|newer)\b.{0,20}$|^.{0,40}[»›→]$", re.I)
_TRIM = re.compile(rf"^[\s{_ARROWS}.…:|\[\]()]+|[\s{_ARROWS}.…:|\[\]()]+$")
_NEXT_CLASS = re.compile(
    r"(?:^|[-_\s])next(?:$|[-_\s]|posts?|page)|nextposts|pagenext|i-next", re.I
)
_PAGER = re.compile(r"pag(?:e|i|er|nav|ing)|nav|seite|стран|next|pn\b|box_navi|links\b", re.I)
_CURRENT = re.compile(r"\b(?:current|active|selected|aktiv|on|disabled|this|here)\b|current", re.I)
_OTHER = re.compile(
    r"calend|slide|carousel|slick|swiper|gallery|lightbox|datepicker|fancybox|ticker|flex-"
    r"|(?:^|\s)month(?:$|\s)|(?:^|[\s_-])related(?:$|[\s_-])",
    re.I,
)
_MONTH = re.compile(r"\b(?:month|monat|mois|mes|mese|maand|месяц)\b", re.I)
_TITLE = 25  # letters of a link that names what it leads to
_NUMBER = re.compile(r"^[\[(\s|]*(\d{1,5})[\])\s.|]*$")
_LABELLED = re.compile(r"^\s*[^\W\d_]{2,12}\s?:\s*(?=[\[(]?\d)")  # "Pages: 1"
_RANGE = re.compile(r"^[\[(\s|,]*(\d{1,6})\s?[-–—]\s?(\d{1,6})[\])\s,.|]*$")  # "21-40"
_STEP = 5  # what is shown on a page is a multiple of it
_FILTER = re.compile(r"facet|filter", re.I)


def find_next(page: Page) -> str | None:
    """The address of the next page; None on a last page and where there is no pager."""
    root = getattr(page.response.selector, "root", None)
    if page.response.selector.type != "html" or root is None:
        return None
    links = list(islice(root.iter("a"), MOST_LINKS))
    marked = [link for link in links if "next" in (link.get("rel") or "").lower()]
    found = _by_relation(list(_leading_on(page, marked)))
    if found is not None:
        return found
    pairs = list(_leading_on(page, links))
    found = _by_number(pairs)
    found = _by_range(pairs) if found is None else found
    return found if found is not None else _by_words(pairs)


def _leading_on(page: Page, links: list[Element]) -> Iterator[tuple[Element, str]]:
    """Those that lead to another page of the web, with their full addresses."""
    here = urldefrag(page.response.url)[0]
    filtered, base = len(_filters(here)), _base(page)
    for link in links:
        href = (link.get("href") or "").strip()
        if not href or href.startswith("#"):
            continue
        try:
            address = urljoin(base, href)
        except ValueError:
            continue
        if not address.startswith(("http://", "https://")):
            continue
        if address.startswith(here) and urldefrag(address)[0] == here:
            continue
        if _OTHER_THREAD.search(address):
            continue
        if _is_front(address) and urlsplit(address).netloc != urlsplit(here).netloc:
            continue  # another site
        # One filter more, be it the same one again, shows fewer of the same.
        if "=" not in address or len(_filters(address)) <= filtered:
            yield link, address


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _filters(url: str) -> list[str]:
    if "%" not in url and not _FILTER.search(url):
        return []
    return [name for name, _ in parse_qsl(urlsplit(url).query) if _FILTER.search(name)]


def _base(page: Page) -> str:
    base: str | None = next(iter(select(page.response.selector.root, "base::attr(href)")), None)
    try:
        return urljoin(page.response.url, base.strip()) if base else page.response.url
    except ValueError:
        return page.response.url


def _by_relation(links: list[tuple[Element, str]]) -> str | None:
    """A visible link that says rel="next"."""
    for link, address in links:
        related = "next" in (link.get("rel") or "").lower().split()
        if related and not _elsewhere(link) and not _names_post(link, address):
            return address
    return None


def _names_post(link: Element, address: str) -> bool:
    """Whether a link below a single post leads to the one after it, by its title."""
    blocks = [link, *(block for _, block in zip(range(3), climb(link), strict=False))]
    single = any(_SINGLE.search(f"{each.get('class') or ''}") for each in blocks)
    titled = len(read_line(link)) > _TITLE and not _PAGE_ADDRESS.search(address)
    return (single or titled) and not _says_next(link)


def _by_number(links: list[tuple[Element, str]]) -> str | None:
    """The link to the number after the current one, where one block holds several numbers."""
    for block, numbers in _pagers(links, _NUMBER).items():
        if all(number in _YEARS for number in numbers):
            continue
        current = _current_number(block, set(numbers))
        if current is not None and current + 1 in numbers:
            return numbers[current + 1]
    return None


def _by_range(links: list[tuple[Element, str]]) -> str | None:
    """The link to what follows a range such as 21-40 that is shown without a link."""
    for block, begins in _pagers(links, _RANGE).items():
        for shown in _shown(block, _RANGE):
            first, after = int(shown[1]), int(shown[2]) + 1
            whole = after - first >= _STEP and (after - first) % _STEP == 0
            if whole and first % (after - first) < 2 and after in begins and after not in _YEARS:
                return begins[after]
    return None


def _shown(block: Element, form: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """What stands in a block in such a form and is no link."""
    for _, element in zip(range(400), block.iter("*"), strict=False):
        if any(up.tag == "a" and up.get("href") for up in [element, *climb(element)][:4]):
            continue
        for text in (element.text, *(child.tail for child in element)):
            if found := form.match(_LABELLED.sub("", text or "")):
                yield found


def _pagers(
    links: list[tuple[Element, str]], form: re.Pattern[str]
) -> dict[Element, dict[int, str]]:
    """Blocks that hold numbered links: the nearest ones that gather at least a pager's worth."""
    pagers: dict[Element, dict[int, str]] = {}
    for link, address in links:
        found = form.match(read_line(link)) if len(link) < 3 else None
        if found is None or _elsewhere(link):
            continue
        for _, block in zip(range(3), climb(link), strict=False):
            pagers.setdefault(block, {}).setdefault(int(found[1]), address)
    return pagers


def _current_number(block: Element, linked: set[int]) -> int | None:
    """The number of the page we are on: shown without a link, or marked as current."""
    shown: list[int] = []
    for _, element in zip(range(400), block.iter("*"), strict=False):
        texts = [element.text or "", *(child.tail or "" for child in element)]
        lines = (_LABELLED.sub("", text or "") for text in texts)
        numbers = [int(found[1]) for line in lines if (found := _NUMBER.match(line))]
        if not numbers:
            continue
        marked = f"{element.get('class') or ''} {_parent_class(element)}"
        if _CURRENT.search(marked) and "next" not in marked:
            return numbers[0]
        if not any(up.tag == "a" and up.get("href") for up in [element, *climb(element)][:4]):
            shown.extend(number for number in numbers if number not in linked)
    plausible = [n for n in shown if n + 1 in linked or n - 1 in linked]
    return plausible[0] if len(set(plausible)) == 1 else None


def _by_words(links: list[tuple[Element, str]]) -> str | None:
    """A link whose text, title, picture or class says next."""
    for link, address in links:
        more = _MORE.match(read_line(link)) and _PAGE_ADDRESS.search(address)
        if (more or _says_next(link)) and not _elsewhere(link):
            return address
    return None


def _says_next(link: Element) -> bool:
    shown = read_line(link)
    word = _TRIM.sub("", shown)
    if len(shown) > 60:
        return False
    if _SAYS_NEXT.match(word) or _OLDER.match(shown):
        return True
    labels = [link.get("title"), link.get("aria-label")]
    labels += [image.get("alt") or image.get("title") for image in link.iter("img")]
    labelled = any(_BEGINS_NEXT.match(label.strip()) for label in labels if label)
    arrow = bool(shown) and not word and len(shown) < 3
    if labelled and (not word or arrow):
        return True
    classes = f"{link.get('class') or ''} {_parent_class(link)}"
    if _NEXT_CLASS.search(classes):
        return not word or bool(_ORDER.match(shown))
    return arrow and len(shown) == 1 and _in_pager(link)


def _in_pager(link: Element) -> bool:
    """An arrow alone means the next page only beside a pager's other links."""
    for _, block in zip(range(3), climb(link), strict=False):
        if _PAGER.search(f"{block.get('class') or ''} {block.get('id') or ''}"):
            return True
        numbers = [a for a in block.iter("a") if _NUMBER.match((a.text or "").strip() or "x")]
        if len(numbers) > 1:
            return True
    return False


def _parent_class(element: Element) -> str:
    parent = element.getparent()
    return "" if parent is None else f"{parent.get('class') or ''} {parent.get('id') or ''}"


def _elsewhere(link: Element) -> bool:
    """Whether the link turns a calendar or pictures, or is switched off."""
    if _CURRENT.search(link.get("class") or "") and "disabled" in (link.get("class") or ""):
        return True
    if _MONTH.search(link.get("title") or ""):
        return True
    blocks = [link, *(block for _, block in zip(range(6), climb(link), strict=False))]
    return any(
        _OTHER.search(f"{block.get('class') or ''} {block.get('id') or ''}")
        for block in blocks
        if block.tag not in ("body", "html")
    )
