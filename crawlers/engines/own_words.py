"""What the author of a post wrote: its text without quotes, signatures and notes of edits."""

import re
from functools import cache
from itertools import islice

from crawlers.engines.markup import QUOTE, Element, outermost, read_text, select
from crawlers.engines.repeats import Repeats

QUOTES = (
    "blockquote",
    "q[cite]",
    "[class*=quote]:not([class*=unquote])",
    "[class*=Quote]",
    "[class*=zitat]",
    "[class*=citation]",
    "[class*=quoting]",
    "[class~=quot]",
    ".ubbcode-block",
)
ODDS = (
    "[class*=signature]",
    "[class*=Signature]",
    "[class^=sig]",
    "[class*=post-sig]",
    "[class*=postsig]",
    "[class*=attachment]",
    "[class*=edited]",
    "[class*=Edited]",
    "[class*=lastedit]",
    "[class*=modified]",
    "[class*=revision-log]",
    "[id^=post-quote-container]",  # of Asgaros: the post once more, for whoever quotes it
)
_EDITED = re.compile(
    r"^[\s\[(_*-]*(?:last |zuletzt |letzte |ostatnio |laatst |последний раз |останній раз |última |"
    r"ultima |dernière |post |beitrag |this post (?:was|has been) |message |сообщение |"
    r"последнее |\d+[- ]?mal )?"
    r"(?:edit|édit|edici|modifi|geändert|änderung|bearbeitet|editiert|gewijzigd|bewerkt|edytowan|"
    r"zmienion|отредактировано|отредактировал|редактировалось|изменено|изменил|исправлен|редаговано|"
    r"düzenle|upraven|szerkesztve|muokattu|redigera[td]|ändrad|redigeret)[^\n]{0,160}$",
    re.I,
)
_EDITED_FIRST = re.compile(r"^本帖(?:最后由|于) .{1,80} 编辑\s*")
_RULE = re.compile(r"^[^\S\n]*+_{8,}+[^\S\n]*+$", re.M)  # how phpBB 2 begins a signature
_DASHES = re.compile(r"\n[^\S\n]*(?:--|-{8,})[^\S\n]*\n")  # how letters and other boards do
_LONGEST_SIGNATURE = 400  # letters
# The line above a quote: "Ada wrote:", "Originally posted by Ada", "QUOTE (Ada @ Mar 14 2019)".
_OPENS_QUOTE = re.compile(
    r"\s*(?:originally posted by|quote(?:\s?[:(]| from)|quoting|ursprungligen postat av|"
    r"original von|zitat\b|iniciado por|originariamente inviato|envoyé par|citation|citazione|"
    r"cytat\b|citat\b|cita:|alıntı|цитата\b|цитата:|сообщение от|引用)",
    re.I,
)
_SAID = re.compile(
    r"[^\n]{1,60}\s(?:wrote|writes|said|says|schrieb|geschrieben|écrit|escribió|dijo|ha scritto|"
    r"scrive|napisał(?:a|\(a\))?|pisze|escreveu|disse|schreef|skrev|kirjoitti|napsala?|píše|írta|yazdı|"
    r"пишет|(?:на)?писала?|(?:на)?писал\(а\)|сказала?|пише|a scris)"
    r"(?:\s(?:on|am|le|el|il)\s[^\n]{5,40})?\s*[:.…]*",
    re.I,
)
_PARTS = ("table", "div", "fieldset", "section", "aside", "dl")  # that may be quotes
_OPENING = 20  # texts of such a part that may say whom it quotes
_NOTHING = Repeats()
_LONGEST_HEAD = 120  # letters of the line above a quote


def read_body(
    body: Element,
    quote: tuple[str, ...] = (),
    drop: tuple[str, ...] = (),
    keep_quotes: bool = False,
    repeats: Repeats = _NOTHING,
) -> str:
    """What the author wrote: no quotes, signatures or notes of edits.

    A post that is nothing but a quote keeps it, for that is what its author chose to say.
    """
    odds = [*select(body, _any_of(ODDS + drop)), *repeats.closings] if len(body) else []
    quotes = [*_find_quotes(body, quote), *repeats.quotes] if len(body) else []
    whole = read_text(body, odds, quotes)
    if quotes:
        lines = _mark_heads(whole.split("\n"))
        whole = "\n".join(line.removeprefix("\0") for line in lines)
        own = "\n".join(line for line in lines if not line.startswith(QUOTE))
        if not keep_quotes and clean_text(own):
            return clean_text(own)
    return clean_text(whole)


def _find_quotes(body: Element, queries: tuple[str, ...]) -> list[Element]:
    """The quotes in a body: those that are called so, and tables that open as quotes do.

    Where nothing is called so, any part that opens as quotes do.
    """
    quotes = select(body, _any_of(QUOTES + queries))
    sorts = ("table",) if quotes else _PARTS
    parts = [each for each in body.iter(*sorts) if each is not body and _opens_quote(each)]
    if parts and not quotes:
        whole = _length(body)
        parts = [each for each in parts if _length(each) < whole]
    return [*quotes, *outermost(parts)]


def _opens_quote(part: Element) -> bool:
    """Whether a part begins with a line that says whom it quotes."""
    texts = [text.strip() for text in islice(part.itertext(), _OPENING) if text.strip()]
    head = " ".join(texts[:3])[:_LONGEST_HEAD]
    return bool(
        _OPENS_QUOTE.match(head)
        or (len(texts) > 1 and any(_SAID.fullmatch(" ".join(texts[:n])) for n in (1, 2)))
    )


def _length(part: Element) -> int:
    return len("".join(part.itertext()).strip())


def _mark_heads(lines: list[str]) -> list[str]:
    """Lines of which those that only say whom the quote below them is from are quotes, too."""
    marked = list(lines)
    for place in range(1, len(lines)):
        if lines[place].startswith(QUOTE) and not lines[place - 1].startswith(QUOTE):
            above = place - 1 if lines[place - 1] or place == 1 else place - 2
            if _is_head(lines[above]):
                marked[above] = QUOTE + lines[above]
    return marked


def _is_head(line: str) -> bool:
    if len(line) > _LONGEST_HEAD:
        return False
    return bool(_OPENS_QUOTE.match(line) or _SAID.fullmatch(line))


@cache
def _any_of(queries: tuple[str, ...]) -> str:
    return ", ".join(queries)


def clean_text(text: str) -> str:
    """A text without the notes of edits and the signature that close it."""
    rule = _RULE.search(text)
    if rule and rule.start() > 0:
        text = text[: rule.start()]
    lines = _without_signature(_EDITED_FIRST.sub("", text)).rstrip().split("\n")
    while lines and (not lines[-1].strip() or _EDITED.match(lines[-1])):
        lines.pop()
    return "\n".join(lines).strip()


def _without_signature(text: str) -> str:
    """A text without the few lines below a rule of dashes that closes it."""
    *_, last = [None, *_DASHES.finditer(text)]
    if last and len(text) - last.end() <= _LONGEST_SIGNATURE and text[: last.start()].strip():
        return text[: last.start()]
    return text
