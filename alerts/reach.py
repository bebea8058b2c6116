"""How far the authors of mentions reach, for the rule that asks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from alerts.authors import AuthorOptions
from alerts.complaints import fits
from alerts.facts import Flagged
from pipeline.reach import Speaker, count_listeners


def with_reach(
    session: Session, options: AuthorOptions, mentions: Sequence[Flagged]
) -> list[Flagged]:
    """The mentions the rule may speak of, with how far their authors' earlier posts went.

    Where the platform tells an author's followers nothing has to be counted; of a day an author's
    first mention says it for all.
    """
    fitting = [one for one in mentions if one.author is not None and fits(options, one)]
    asked: dict[tuple[str, str, datetime], Speaker] = {}
    for mention in fitting:
        if mention.author is not None and mention.followers is None:
            speaker = Speaker(mention.author, mention.source, mention.found)
            asked.setdefault(_day_of(speaker), speaker)
    heard = count_listeners(session, list(asked.values()), timedelta(days=options.days))
    reach = {day: heard.get(speaker, 0) for day, speaker in asked.items()}
    return [_told(mention, reach) for mention in fitting]


def _day_of(one: Speaker) -> tuple[str, str, datetime]:
    return one.author, one.source, one.until.replace(hour=0, minute=0, second=0, microsecond=0)


def _told(mention: Flagged, reach: dict[tuple[str, str, datetime], int]) -> Flagged:
    if mention.author is None or mention.followers is not None:
        return mention
    one = Speaker(mention.author, mention.source, mention.found)
    return replace(mention, reach=reach[_day_of(one)])
