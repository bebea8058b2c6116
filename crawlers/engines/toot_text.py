"""The HTML of fediverse posts as text, and what is written beside it."""

import re
from collections.abc import Iterable

from crawlers.plain import fold_lines, strip_markup

# Where servers that know no quotes are told the quoted post's address once more.
_QUOTED = re.compile(
    r'<(p|span)\b[^<>]{0,200}\bclass="[^"<>]{0,100}\bquote-inline\b[^<>]{0,200}>.{0,3000}?</\1>',
    re.S,
)
# What servers call pictures that nobody described.
_FILE = re.compile(r"[^\s/]{1,200}\.(?:jpe?g|png|gif|webp|avif|heic|mp[34]|webm|mov|ogg|pdf)", re.I)


def read_toot(markup: str, beside: Iterable[str | None] = ()) -> str:
    """What is written, then what stands beside it and is not a part of it already."""
    lines = [strip_markup(_QUOTED.sub("", markup))]
    for text in beside:
        line = fold_lines(strip_markup(text or ""))
        if line and not _FILE.fullmatch(line) and not any(line in known for known in lines):
            lines.append(line)
    return "\n".join(filter(None, lines))
