"""Paragraphs out of text that only empty lines (<br><br>) divide."""

from lxml import etree

from crawlers.engines.markup import Element

_HOLDERS = ("div", "td", "section", "article", "main", "body", "span", "font", "center")
_BLOCKS = {
    "address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "iframe", "li",
    "main", "nav", "ol", "p", "pre", "script", "section", "style", "table", "ul",
}  # fmt: skip
_LEAST = 200  # letters that such an element holds outside others


def split_breaks(tree: Element) -> None:
    """Make paragraphs of what stands between the empty lines of elements that hold text."""
    holders = dict.fromkeys(each.getparent() for each in tree.iter("br") if _is_doubled(each))
    for holder in holders:
        if holder is not None and holder.tag in _HOLDERS and _own_length(holder) >= _LEAST:
            _split(holder)


def _is_doubled(line_end: Element) -> bool:
    after = line_end.getnext()
    return after is not None and after.tag == "br" and not (line_end.tail or "").strip()


def _own_length(holder: Element) -> int:
    tails = sum(len((each.tail or "").strip()) for each in holder)
    return len((holder.text or "").strip()) + tails


def _split(holder: Element) -> None:
    paragraph = etree.Element("p")
    paragraph.text, holder.text = holder.text, None
    made, opened = [paragraph], False
    for child in list(holder):
        tail, child.tail = child.tail, None
        holder.remove(child)
        ends = child.tag in _BLOCKS or (child.tag == "br" and opened)
        opened = child.tag == "br" and not (tail or "").strip()
        if ends:
            paragraph = etree.Element("p")
            paragraph.text = tail
            made += [paragraph] if child.tag == "br" else [child, paragraph]
        else:
            child.tail = tail
            paragraph.append(child)
    holder.extend(made)
