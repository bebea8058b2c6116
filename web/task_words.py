"""What the desk says of a task: why it is urgent, how it ends, how it is kept in hand."""

from web.languages import LANGUAGES, N_, translations

SNOOZES = {
    "hour": N_("In an hour"),
    "afternoon": N_("This afternoon"),
    "tomorrow": N_("Tomorrow morning"),
    "monday": N_("On Monday"),
}

STAGES = {"due soon": N_("Due soon"), "overdue": N_("Late")}

TOLD = {"managers": N_("the managers"), "assignee": N_("whoever has the task")}

BY_OTKLIK = (
    N_("answered outside Otklik"),
    N_("the author wrote again"),
    N_("the author changed the post"),
)  # reasons for closing that no person gives

DISMISSALS = {
    "not about us": N_("Not about us"),
    "spam": N_("Spam or advertising"),
    "not a complaint": N_("Nothing to complain of"),
    "answered elsewhere": N_("Answered elsewhere"),
    "duplicate": N_("A duplicate"),
    "other": N_("Another reason"),
}

# Why the program dismissed by itself; people are not offered these.
BY_ITSELF = {
    "no longer named": N_("The changed query finds it no longer"),
    "noise": N_("The rules call it noise"),
    "erased": N_("Erased at a person’s wish"),
    "answered outside Otklik": N_("Answered outside Otklik"),
    "not noise": N_("Not noise"),
    "named again": N_("A query finds it again"),
    "split off again": N_("Split off again"),
    "the author wrote again": N_("the author wrote again"),
    "the author changed the post": N_("the author changed the post"),
}

RESOLUTIONS = (
    N_("The customer is satisfied"),
    N_("Explained"),
    N_("Compensated"),
    N_("Passed on to the product team"),
    N_("The customer does not answer"),
)

OUTCOMES = {
    "refunded": N_("Money returned"),
    "replaced": N_("Replaced"),
    "fixed": N_("Put right"),
    "compensated": N_("A compensation paid"),
    "explained": N_("An explanation given"),
    "passed on": N_("Passed on to those who can change it"),
    "not proven": N_("Could not be confirmed"),
}

TRIGGERS = {
    "none": N_("no sign"),
    "health": N_("health"),
    "children": N_("children"),
    "fraud": N_("fraud"),
    "law": N_("law"),
    "press": N_("press"),
    "outage": N_("outage"),
    "money": N_("money"),
    "leaving": N_("is leaving"),
    "ignored": N_("ignored"),
    "access": N_("accessibility"),
    "low stars": N_("low stars"),
    "repeat author": N_("repeat author"),
    "spreading": N_("spreading"),
    "followers": N_("followers of the author:"),
    "many listen": N_("people who answer the author:"),
    "long thread": N_("long thread"),
    "found late": N_("found late"),
    "a person decides": N_("a person decides"),
    "doubtful": N_("probably not about the brand; alike and dismissed:"),
}

# Signs whose evidence is a number, and a word that only people who read English need.
COUNTED = (
    *("low stars", "repeat author", "spreading", "long thread", "found late"),
    *("followers", "many listen", "doubtful", "a person decides"),
)


def known_reason(typed: str) -> str:
    """The reason as it is counted: one that we proposed is kept the same in every language."""
    said = {translations(code).gettext(one): one for code in LANGUAGES for one in RESOLUTIONS}
    return said.get(typed, typed)
