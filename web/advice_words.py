"""What to do about a source that cannot be had, in the reader's language."""

from web.languages import N_

# As crawlers.advice says it.
ADVICE = (
    N_(
        "Its owner says that it is gone for good. Give the source another address, or switch it"
        " off."
    ),
    N_(
        "The site is there, this page is not. Look where it went: give the source its new "
        "address, or switch it off."
    ),
    N_(
        "Only people with a login see it, and we log in nowhere. Look for a feed or a page of "
        "the site that is open to all, or switch the source off."
    ),
    N_("It is shown for money only. Look for a feed of the site, or switch the source off."),
    N_(
        "The site turns us away. Ask its owner to let our user agent in, look for a feed or an "
        "interface of the site, or switch the source off."
    ),
    N_(
        "The law forbids the site to show it, perhaps only where this machine stands. Switch "
        "the source off, if that stays so."
    ),
    N_(
        "The site itself is in trouble. It is asked again by itself; there is nothing to do as "
        "long as that does not last for days."
    ),
    N_(
        "No site has this name. Look whether the address is spelt right; a name that was given "
        "up is a site that is gone."
    ),
    N_(
        "The name servers do not answer. It is asked again by itself; if it lasts, look at "
        "those of this machine."
    ),
    N_(
        "Its owner has to renew the certificate. It is asked again by itself; pages are not "
        "taken over a connection that anybody may have changed."
    ),
    N_("Look whether the clock of this machine goes right; else its owner has to mend it."),
    N_(
        "Look which name the site has in a browser, and give the source that address (with or "
        "without www, say)."
    ),
    N_(
        "Its owner has to mend that, or this machine has to trust who signed it (the file that "
        "SSL_CERT_FILE names)."
    ),
    N_(
        "Perhaps the site answers at http:// only: open it in a browser and give the source the"
        " address that works."
    ),
    N_(
        "Open it in a browser: if it is empty there, too, the site is broken; else it hides "
        "from programs, and a feed or an interface of it may answer."
    ),
    N_(
        "At this address is a file of another sort. Give the source the address of a page or a "
        "feed."
    ),
)
