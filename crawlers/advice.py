"""What to do about a source that cannot be had, by what its last visit told.  (pure)"""

import re

# Where `crawlers.trouble`, `.fetching` and `.stand_in` say it; the first that fits holds.
_ADVICE = (
    (
        r"answered 410\b",
        "Its owner says that it is gone for good. Give the source another address, or switch it "
        "off.",
    ),
    (
        r"answered 404\b|says that there is no such page, though it answered 200$",
        "The site is there, this page is not. Look where it went: give the source its new "
        "address, or switch it off.",
    ),
    (
        r"answered 401\b|asks for a login$",
        "Only people with a login see it, and we log in nowhere. Look for a feed or a page of the "
        "site that is open to all, or switch the source off.",
    ),
    (
        r"answered 402\b",
        "It is shown for money only. Look for a feed of the site, or switch the source off.",
    ),
    (
        r"answered (?:403|406|999)\b",
        "The site turns us away. Ask its owner to let our user agent in, look for a feed or an "
        "interface of the site, or switch the source off.",
    ),
    (
        r"answered 451\b",
        "The law forbids the site to show it, perhaps only where this machine stands. Switch the "
        "source off, if that stays so.",
    ),
    (
        r"answered 5\d\d\b",
        "The site itself is in trouble. It is asked again by itself; there is nothing to do as "
        "long as that does not last for days.",
    ),
    (
        r"no such host$",
        "No site has this name. Look whether the address is spelt right; a name that was given up "
        "is a site that is gone.",
    ),
    (
        r"no name server says where its host is$",
        "The name servers do not answer. It is asked again by itself; if it lasts, look at those "
        "of this machine.",
    ),
    (
        r"its certificate has expired$",
        "Its owner has to renew the certificate. It is asked again by itself; pages are not taken "
        "over a connection that anybody may have changed.",
    ),
    (
        r"its certificate is not valid yet$",
        "Look whether the clock of this machine goes right; else its owner has to mend it.",
    ),
    (
        r"its certificate is for another host$",
        "Look which name the site has in a browser, and give the source that address (with or "
        "without www, say).",
    ),
    (
        r"its certificate is signed by (?:itself alone|nobody who is trusted here)$",
        "Its owner has to mend that, or this machine has to trust who signed it (the file that "
        "SSL_CERT_FILE names).",
    ),
    (
        r"no secure connection \(TLS\) is to be had$",
        "Perhaps the site answers at http:// only: open it in a browser and give the source the "
        "address that works.",
    ),
    (
        r"answers with an empty page$",
        "Open it in a browser: if it is empty there, too, the site is broken; else it hides from "
        "programs, and a feed or an interface of it may answer.",
    ),
    (
        r"found no link to a feed;",
        "This is a web page, not a feed. Give the source the address of the site's feed, often the "
        "site's own with /feed or /rss.xml behind it; where there is none, choose the kind "
        "article, forum or review.",
    ),
    (
        r"(?:.{1,80} is no page to read|a file of another sort, not a page)$",
        "At this address is a file of another sort. Give the source the address of a page or a "
        "feed.",
    ),
)
ADVICE = tuple(words for _, words in _ADVICE)
_SIGNS = [(re.compile(sign), words) for sign, words in _ADVICE]
_ANSWERED = re.compile(r": answered \d{3}\b[^(]*")


def advise(error: str) -> str | None:
    """What to do about the error that failed a visit, where that is known."""
    answered = _ANSWERED.search(error)  # behind it an interface may say more, in brackets
    told = (answered[0] if answered else error).rpartition(": ")[2]
    return next((words for sign, words in _SIGNS if sign.match(told)), None)
