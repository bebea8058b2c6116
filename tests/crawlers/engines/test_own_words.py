"""What is the author's own in the body of a post, whatever the engine calls the rest."""

import pytest

from crawlers.engines.markup import parse_html
from crawlers.engines.own_words import read_body

QUOTED = "My Acme kettle leaks at the handle."
OWN = "Look at the seal below the lid."
BODIES = {
    "head_above": f"<cite>Ada wrote on Thu, 14 March 2019</cite><blockquote>{QUOTED}</blockquote>",
    "head_in_list": f"<dl><dt>Ada a écrit:</dt><dd><blockquote>{QUOTED}</blockquote></dd></dl>",
    "head_in_russian": f"Ада писал(а):<div class='quotecontent'>{QUOTED}</div>",
    "table": f"<table><tr><td><b>QUOTE</b> (Ada @ Mar 14 2019)</td></tr>"
    f"<tr><td>{QUOTED}</td></tr></table>",
    "table_in_german": f"<table><tr><td><i>Zitat:</i><table><tr><td>Original von Ada<br>{QUOTED}"
    "</td></tr></table></td></tr></table>",
    "quoting": f"<div class='quoting'><b>Ada</b><p>{QUOTED}</p></div>",
    "edited_first": "<i>本帖最后由 Ada 于 2019-3-14 23:40 编辑</i><br><br>",
}
ENDS = {
    "letter": "<br>--<br>Tea is life",
    "dashes": "<br>---------------<br>Tea is life",
    "counted_edits": "<br><br>2-mal bearbeitet. Zuletzt am 14.03.19 23:59.",
    "corrected": "<div>Исправлено: Ада, 14.03.2019 23:59</div>",
}


@pytest.mark.parametrize("before", BODIES.values(), ids=BODIES.keys())
def test_own_words_follow_a_quote(before: str) -> None:
    assert read_body(parse_html(f"{before}<p>{OWN}</p>")) == OWN


@pytest.mark.parametrize("after", ENDS.values(), ids=ENDS.keys())
def test_own_words_end_before_signatures_and_edits(after: str) -> None:
    assert read_body(parse_html(f"<p>{OWN}</p>{after}")) == OWN


def test_head_of_a_quote_is_shown_as_part_of_it() -> None:
    body = parse_html(f"Ada wrote:<blockquote>{QUOTED}</blockquote>{OWN}")

    text = read_body(body, keep_quotes=True)

    assert text.split("\n") == ["> Ada wrote:", f"> {QUOTED}", "", OWN]


def test_long_text_below_a_rule_of_dashes_is_no_signature() -> None:
    rest = "The shop took it back and paid. " * 20

    assert rest.strip() in read_body(parse_html(f"<p>{OWN}</p>----------<p>{rest}</p>"))
