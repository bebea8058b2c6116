"""How much repeating blocks look like the posts of a thread, and unlike the rows of a list."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from crawlers.dates import read_date
from crawlers.engines.addresses import is_permalink, is_profile
from crawlers.engines.blocks import ALWAYS, MOST_BLOCKS, NUMBERED, Block, Pairs
from crawlers.engines.labels import name_beside_date, name_led, without_label
from crawlers.engines.markup import Element, climb, is_hidden, read_line, select
from crawlers.engines.names import author_candidates, find_author, own_texts, place_of
from crawlers.engines.prose import SAYS_LITTLE, find_bodies, measure_prose
from crawlers.engines.stamps import date_texts

LEAST_PROSE = 20  # characters a block must hold on average; what holds less is a list
_NAMELESS = re.compile(
    r"anon(?:ymous|yme|ym|imo|imo/a|ymus|yymi|imowy|im)?|гость|аноним(?:но|ный)?|анонім|guest|gast"
    r"|invité|invitado|ospite|gość|host|vendég|misafir|名無し(?:さん)?|匿名(?:用户|用戶)?|익명|ㅇㅇ"
    r"|ẩn danh|ناشناس|مجهول|אנונימי|ไม่ระบุชื่อ",
    re.I,
)
_DIGITS = re.compile(r"\d+")
_LETTERS = re.compile(r"(?:[^\W\d_].*){4}")
_NAME = re.compile(r"[^\W\d_][\w'’.-]*(?:\s[\w'’.-]+){0,3}")
_LONGEST_PLAIN = 30  # letters of a name that nothing marks as one
_MOST_TEXTS = 12  # of a block that may be its writer's name
_SEVERAL = 3  # blocks from which on their plain texts may be compared
_NAMED = 0.6  # of the blocks


@dataclass(frozen=True)
class Group:
    """Blocks of one shape with their bodies, and how much they look like posts."""

    blocks: Pairs
    score: float


def judge(blocks: list[Block], address: str, fewest: int = 2) -> Group | None:
    """How much a group looks like posts: prose in each, a name in most, few links."""
    blocks = blocks[:MOST_BLOCKS]
    blocks = [block for block in blocks if not is_hidden(block.root)] or blocks
    if len(blocks) < fewest:
        return None
    bodies = find_bodies([block.root for block in blocks])
    pairs = [(block, body) for block, body in zip(blocks, bodies, strict=True) if body is not None]
    if len(pairs) < fewest:
        return None
    # A block that says nothing besides its date is an entry of a list.
    prose = [0 if _is_mark(*pair) else measure_prose(pair[1]) for pair in pairs]
    if sum(prose) < LEAST_PROSE * len(pairs):
        return None
    dated = sum(bool(block.marks) or _has_mark(block.root) for block, _ in pairs) / len(pairs)
    apart = any(body is not block.root for block, body in pairs)
    names, marked = writers_of(pairs)
    named = _known(names)
    if named < _NAMED or dated < (0.5 if marked else 1) or not (apart or marked):
        return None
    if is_list(pairs, address) or is_box(pairs):
        return None
    evenness = sum(min(length, 400) for length in prose)
    # A group whose text starts with its head has a better reading, if there is another group.
    fit = (1 if apart else 0.5) * evenness
    score = fit * (0.3 + named * marked) * (0.3 + dated) * (0.5 + _linked(pairs))
    return Group(pairs, score)


def _is_mark(block: Block, body: Element) -> bool:
    return " ".join("".join(body.itertext()).split()) in block.marks


def writers_of(pairs: Pairs) -> tuple[list[str | None], bool]:
    """Who wrote each block, and whether markup says so: else what stands where names may."""
    path = author_path(pairs)
    names = [name_at(path, *pair) or find_author(pair[0].root, pair[1]) for pair in pairs]
    if _known(names) >= _NAMED or len(pairs) < _SEVERAL:
        return without_label(names), True
    place = plain_path(pairs)
    plain = [plain_name_at(place, *pair) for pair in pairs]
    return (without_label(plain), False) if _known(plain) > _known(names) else (names, True)


def _known(names: list[str | None]) -> float:
    return sum(name is not None for name in names) / len(names)


def _has_mark(root: Element) -> bool:
    texts = list(islice(date_texts(root), 10))
    return any(read_date(text, fetched=ALWAYS) for text in texts)


def _linked(pairs: Pairs) -> float:
    """The share of blocks with a number of their own in a link or an anchor."""
    count = 0
    for block, _ in pairs:
        ids = [
            block.root.get("id") or "",
            *select(block.root, "a::attr(name), [id]::attr(id)")[:20],
        ]
        count += any(NUMBERED.match(name) or name.isdigit() for name in ids)
    return count / len(pairs)


def is_list(pairs: Pairs, address: str) -> bool:
    """Whether the blocks are entries of a list: each opens with a title that leads to its page."""
    path = author_path(pairs)
    titles = {_title_of(*pair, address, name_at(path, *pair)) for pair in pairs}
    return len(titles - {None}) > 0.75 * len(pairs)


def is_box(pairs: Pairs) -> bool:
    """Whether the blocks have no text of their own to tell from links, as boxes of links have."""
    if any(body is not block.root for block, body in pairs):
        return False
    links = [sum(len(read_line(a)) for a in select(body, "a[href]")[:60]) for _, body in pairs]
    linked = sum(
        length > measure_prose(body) / 2 for length, (_, body) in zip(links, pairs, strict=True)
    )
    return linked > len(pairs) / 2


def _title_of(block: Block, body: Element, address: str, author: str | None) -> str | None:
    """The link that stands before a block's text, or that its text begins with."""
    inside = False
    for element in block.root.iter("*"):
        inside = inside or element is body
        if element.tag != "a" or not element.get("href"):
            continue
        if inside and not _opens(body, element):
            return None
        line = read_line(element)
        if _LETTERS.search(line) and line != author and _leads_away(element, address):
            return line
    return None


def _opens(body: Element, link: Element) -> bool:
    """Whether a link is the first thing a body says."""
    first = next(iter(own_texts(body, None, 1)), None)
    return first is not None and (first[0] is link or any(up is link for up in climb(first[0])))


def _leads_away(link: Element, address: str) -> bool:
    """Whether a link opens another page of the site: no profile, no number or date of a post."""
    href, line = link.get("href").strip(), read_line(link)
    here = href.partition("#")[0]
    host = urlsplit(address).hostname or ""
    if not here or is_profile(here) or is_permalink(href) or SAYS_LITTLE.search(line):
        return False
    if "//" in here and host not in here:
        return False
    return not address.endswith(here.lstrip("./"))


def author_path(pairs: Pairs) -> str | None:
    """Where names stand in most blocks, with as many different ones as can be."""
    votes: Counter[str] = Counter()
    names: dict[str, list[str]] = defaultdict(list)
    for block, body in pairs:
        seen: set[str] = set()
        for path, name, weight in _names_in(block, body):
            if _is_date(name, block):
                continue
            if path not in seen:
                names[path].append(name)
                votes[path] += weight
                seen.add(path)
    for path, found in names.items():
        if len(set(found)) == 1 and len(pairs) > 3:  # the same word in every block is a label
            votes[path] //= 5
        elif not votes[path] and _return(found, len(pairs)):
            votes[path] = 2 * len(found)
    best = max(votes, key=lambda path: votes[path], default=None)
    return best if best is not None and votes[best] >= len(pairs) / 2 else None


def plain_path(pairs: Pairs) -> str | None:
    """Where the first texts stand that may be names and are not the same in all blocks."""
    found: dict[str, list[str]] = defaultdict(list)
    for block, body in pairs:
        for place, name in _plain_names(block, body).items():
            found[place].append(name)
    usual = (
        place
        for place, names in found.items()
        if len(names) > len(pairs) / 2 and _differ(names, len(pairs))
    )
    return next(usual, None)


def _differ(names: list[str], posts: int) -> bool:
    """Whether no text is in more than half of the posts, and they do not merely count the posts.

    What boards without names call their writers may be in all.
    """
    if sum(_NAMELESS.fullmatch(name) is not None for name in names) > posts / 2:
        return True
    (_, most), *_ = Counter(names).most_common(1)
    counting = len(set(names)) == len(names) and len({_DIGITS.sub("", each) for each in names}) == 1
    return most <= posts / 2 and not counting


def plain_name_at(path: str | None, block: Block, body: Element) -> str | None:
    """The text that stands at such a place of a block."""
    return path and _plain_names(block, body).get(path)


def _plain_names(block: Block, body: Element) -> dict[str, str]:
    """The short texts of a block outside its body that may be names, each with its place."""
    found: dict[str, str] = {}
    for holder, text in own_texts(block.root, body, _MOST_TEXTS):
        line = " ".join(text.split())
        name = name_beside_date(line) or name_led(line) or line
        if len(name) > _LONGEST_PLAIN or not _NAME.fullmatch(name):
            continue
        if read_date(name, fetched=ALWAYS) is None:
            found.setdefault(place_of(holder, block.root), name)
    return found


def _return(names: list[str], posts: int) -> bool:
    """Whether some words come back as the writers of a thread do, and none is in nearly all."""
    ((_, most),) = Counter(names).most_common(1)
    other = not any(SAYS_LITTLE.search(name) for name in names)
    return (
        other
        and len(names) >= 0.9 * posts
        and len(set(names)) < len(names)
        and (most <= 0.7 * posts)
    )


def _is_date(name: str, block: Block) -> bool:
    """Whether what stands where a name may be is a piece of the block's date."""
    numbered = any(sign.isdecimal() for sign in name)
    if not numbered or not any(name in mark for mark in block.marks):
        return False
    return read_date(name, fetched=ALWAYS) is not None


def _names_in(block: Block, body: Element) -> list[tuple[str, str, int]]:
    """The names in a block, looked for once."""
    if body not in block.names:
        block.names[body] = list(author_candidates(block.root, body))
    return block.names[body]


def name_at(path: str | None, block: Block, body: Element) -> str | None:
    if path is None:
        return None
    names = _names_in(block, body)
    exact = (name for place, name, _ in names if place == path)
    # Those who left no address of theirs have no link around their names.
    _, link, around = path.partition("/") if path.startswith("a.") else ("", "", "")
    bare = (name for place, name, _ in names if link and place.startswith(around))
    return next(exact, None) or next(bare, None)
