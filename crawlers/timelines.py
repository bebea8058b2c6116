"""Posts that a timeline should show and does not: each is asked for by itself."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from crawlers.interface import steps
from pipeline import dedup
from pipeline.deletion import is_of_site
from pipeline.left_out import LATEST, MOST_ASKED
from pipeline.model import PostRow
from pipeline.post import Post
from pipeline.watch import Source

# The newest page of a timeline; a search shows what its index holds, and proves nothing.
_NEWEST = {
    "mastodon": re.compile(
        r"/api/v1/(?:accounts/[^/?]+/statuses|timelines/(?:public|tag/[^/?]+))(?:\?(?!.*max_id=)|$)"
    ),
    "bluesky": re.compile(r"/xrpc/app\.bsky\.feed\.getAuthorFeed\?(?!.*cursor=)"),
}
_columns = PostRow.__table__.c


def find_left_out(
    session: Session, posts: Sequence[Post], source: Source, page_url: str
) -> list[str]:
    """Addresses of stored posts that the newest page of a timeline would show, and does not."""
    newest = _NEWEST.get(source.kind)
    since = _shown_since(posts, source) if newest and newest.search(page_url) else None
    if since is None:
        return []
    shown = {dedup.key(post) for post in posts}
    stored = select(_columns.key, _columns.url).where(
        _columns.source == source.name, _columns.published > since, _columns.deleted.is_(None)
    )
    latest = session.execute(stored.order_by(_columns.id.desc()).limit(LATEST))
    left = [url for key, url in latest if key not in shown and _is_own(url, source)]
    return left[:MOST_ASKED]


def _shown_since(posts: Sequence[Post], source: Source) -> datetime | None:
    """Since when a page shows all there is: older posts among them may be repeats, or answered."""
    own = {post.url: post.published for post in posts if _is_own(post.url, source)}
    times = sorted(at for at in own.values() if at)
    return times[len(times) // 2] if times else None


def _is_own(url: str, source: Source) -> bool:
    """Whether a post stands on this timeline by itself, and has a number here."""
    path, whose = steps(url), steps(source.url)
    if source.kind == "bluesky":
        return [step.lower() for step in path[:2]] == [step.lower() for step in whose[:2]]
    account = whose[0].lower() if whose and whose[0].startswith("@") else None
    return is_of_site(url, source.url) and len(path) > 1 and account in (None, path[0].lower())
