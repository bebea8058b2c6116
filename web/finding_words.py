"""What the desk calls noise, the signs it is known by, and the ways sources are read."""

import re
from collections.abc import Callable

from pipeline.noise import Noise
from web.languages import N_

NOISE: dict[str, str] = {
    Noise.NONE: N_("No noise"),
    Noise.AD: N_("Advertising"),
    Noise.VACANCY: N_("A vacancy"),
    Noise.GIVEAWAY: N_("A giveaway"),
    Noise.OWN: N_("The brand itself"),
    Noise.BOT: N_("A bot"),
    Noise.OTHER: N_("Other noise"),
    Noise.UNNAMED: N_("No longer found by the query"),
}

HINTS = {
    "call": N_("calls"),
    "discount": N_("discount"),
    "code": N_("promo code"),
    "offer": N_("offer"),
    "contact": N_("contact"),
    "link": N_("link"),
    "hype": N_("loud signs"),
    "mark": N_("marked as advertising"),
    "hiring": N_("hiring"),
    "role": N_("job"),
    "duties": N_("duties"),
    "pay": N_("pay"),
    "shifts": N_("working hours"),
    "draw": N_("prize draw"),
    "join": N_("asks to join in"),
    "prize": N_("prize"),
    "account": N_("own account"),
    "site": N_("own site"),
    "name": N_("called like the brand"),
    "copies": N_("the same text in other places within a day"),
    "burst": N_("posts within ten minutes"),
    "query": N_("the brand's query was changed"),
}

SOURCE_KINDS = {
    "activitypub": N_("ActivityPub account"),
    "article": N_("site with articles"),
    "bluesky": "Bluesky",
    "feed": N_("feed (RSS, Atom, JSON)"),
    "forum": N_("forum or comments"),
    "hackernews": "Hacker News",
    "mastodon": "Mastodon",
    "reddit": "Reddit",
    "review": N_("reviews"),
    "stackexchange": "Stack Exchange",
    "telegram": "Telegram",
    "vk": N_("VK"),
    "youtube": "YouTube",
}

THEME_CHANGES = {
    "name": N_("name"),
    "help_url": N_("page that helps"),
    "into_id": N_("counted with"),
}

JOINED = {"same text": N_("the same text"), "same words": N_("nearly the same words")}
EVENT = N_("the same event: like %(posts)s posts in %(hours)s h")


def say_joined(why: str, translate: Callable[[str], str]) -> str:
    """Why a mention belongs to its incident."""
    counted = re.fullmatch(r"same event: (\d+) in (\d+) h", why)
    if counted:
        return translate(EVENT) % {"posts": counted[1], "hours": counted[2]}
    return translate(JOINED.get(why, why))
