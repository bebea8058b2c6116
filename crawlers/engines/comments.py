"""Comments below an article: schema.org, microformats, and the blog systems' own markup."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urljoin

from crawlers.engines.headed import COMMENT_HEADING, find_headed
from crawlers.engines.markup import Element
from crawlers.engines.places import COMMENTS, find_places
from crawlers.engines.rating import Review, date_of
from crawlers.engines.repeating import read_part
from crawlers.engines.schema_org import Node, find
from crawlers.engines.selectors import Selectors, find_by, read_by
from crawlers.engines.single import read_single
from crawlers.page import Page
from crawlers.plain import fold_lines, fold_spaces, strip_markup
from pipeline.post import Post

_WORDPRESS = (
    "ol.commentlist li[id], ul.commentlist li[id], .comment-list li[id*=comment],"
    " .comments-list li[id*=comment], ol.comments > li, li.comment, div.comment[id*=comment],"
    " article.comment, .comments-list .comment, #comments .comment, .comments .comment"
)
_NESTED = (
    "ol.children, ul.children, .children, .comment-replies, .comment-thread, .indented,"
    " .reply, .comment-reply-link, .comment-edit-link, .says, .comment-awaiting-moderation,"
    " .avatar, form, script, style, .comment .comment, li.comment li.comment,"
    " [class*=comment] [class*=author] time"
)
SYSTEMS: dict[str, Selectors] = {
    "microformats": Selectors(
        item=".u-comment, .p-comment, .h-cite.comment, .hcomment",
        author=".p-author .p-name, .p-author, .h-card, .fn",
        date=".dt-published, .published, time",
        text=".e-content, .p-content, .p-summary, .comment-content",
        url=".u-url::attr(href), .dt-published::attr(href)",
        drop=".u-comment .u-comment, .p-comment .p-comment",
    ),
    "drupal": Selectors(
        item=".comment:has([class*=comment-body])",
        author=".comment__author, .commenter-name, .username, .submitted a",
        date="[property*=created], [property*=dateCreated], .comment__time, .comment-time,"
        " .submitted, time",
        text="[class*=field][class*=comment-body]",
        url=".permalink::attr(href), [class*=permalink] a::attr(href)",
        drop=".links, [class*=label]",
    ),
    "wordpress": Selectors(
        item=_WORDPRESS,
        author=".comment-author .fn, .fn, cite, .comment-author-name, .comment__author,"
        " .comment-author, .author, .username, .user, .comment-name, .comment__user, .name",
        date="time, .comment-metadata a, .commentmetadata a, .comment-meta a, .comment-date,"
        " .datetime, .date, .comment__date, .comment-meta, .submitted, .created, .published",
        text=".comment-content:not(:has(.comment-text)), .comment_content, .comment-text,"
        " .comment__content:not(:has(.comment__text)),"
        " .comment__text, .commenttext, .dsq-comment-message, .comment-body > p,"
        " .comment-body > div > p,"
        " .comment_body, .commentbody, .comment-message, .field-name-comment-body, .content,"
        " .text, .body",
        url=".comment-metadata a::attr(href), .commentmetadata a::attr(href), time a::attr(href),"
        " .datetime a::attr(href), .permalink a::attr(href), a.comment-permalink::attr(href),"
        " a:has(> time)::attr(href)",
        drop=_NESTED,
    ),
    "blogger": Selectors(
        item="//dl[@id='comments-block']/dt",
        author="a[rel=nofollow], self",
        date="following-sibling::dd[contains(@class, 'comment-footer')][1]",
        text="following-sibling::dd[contains(@class, 'comment-body')][1]",
        url="following-sibling::dd[contains(@class, 'comment-footer')][1]//a/@href",
    ),
}


def read_comments(page: Page) -> list[Post]:
    """The comments of a page in its order; from the first place that holds any."""
    found = [_from_node(page, node) for node in find(page, "Comment", "UserComments")]
    said = [each for each in found if each.text]
    for queries in SYSTEMS.values():
        said = said or list(_by_system(page, queries))
    posts = list(dict.fromkeys(_post(page, each) for each in said))
    # Below what calls itself a review, what repeats may be of either sort.
    if any(post.published for post in posts) or find(page, "Review"):
        return posts
    repeating = _read_repeating(page)
    dated = [post for post in repeating if post.published]
    return repeating if len(dated) >= len(posts) else posts


def _read_repeating(page: Page) -> list[Post]:
    """The comments of a system nobody taught us: what repeats where the page says comments are.

    Where nothing does, the one that stands there.
    """
    here = page.response.url
    root = page.response.selector.root
    places = find_places(root, COMMENTS)
    for part in (*places, *find_headed(root, COMMENT_HEADING)):
        posts = [post for _, _, post in read_part(page, part) if post.text and post.author]
        if posts:
            return [replace(post, title=None, thread=here) for post in posts]
    alone = filter(None, (read_single(page, part) for part in places))
    only = next((post for post in alone if post.text and post.author), None)
    return [replace(only, title=None, thread=here)] if only else []


def _from_node(page: Page, node: Node) -> Review:
    text = node.text("text", "commenttext", "description", "articlebody") or ""
    name = node.text("author", "creator")
    address = node.text("url") or _own_address(node.element)
    if not address and (node.text("@id") or "").startswith("http"):
        address = node.text("@id")
    return Review(
        author=fold_spaces(name) if name and "://" not in name else None,
        published=date_of(page, node.text("datecreated", "datepublished", "commenttime")),
        text=strip_markup(text) if node.syntax == "json-ld" else text,
        url=address,
    )


def _by_system(page: Page, queries: Selectors) -> Iterator[Review]:
    """What one system's queries find; a block without a writer or words is no comment."""
    blocks = find_by(page.response.selector, queries.item)
    for block, each in zip(blocks, read_by(page, queries), strict=True):
        if each.text and each.author and len(each.author) <= 100:
            yield each if each.url else replace(each, url=_own_address(block.root))


def _own_address(element: Element | None) -> str | None:
    """The address that an element names as its own, else the one that leads to it by its id."""
    if element is None:
        return None
    if (about := element.get("about") or "").startswith(("/", "http")):
        return str(about)
    name = element.get("id")
    return f"#{name}" if name else None


def _post(page: Page, comment: Review) -> Post:
    here = page.response.url
    return Post(
        source=page.source.name,
        channel=page.source.channel,
        url=_join(here, comment.url) if comment.url else here,
        text=fold_lines(comment.text),
        author=comment.author,
        published=comment.published,
        thread=here,
        language=page.source.language,
    )


def _join(here: str, address: str) -> str:
    try:
        return urljoin(here, address)
    except ValueError:
        return here
