"""What a customer reads who is asked afterwards: every text there has to be in a language."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SurveyWords:
    """Everything the public pages say in one language."""

    invitation: str  # what stands before the link in the message to the customer
    title: str
    about: str
    ended: str
    optional: str
    satisfaction: str
    satisfaction_ends: tuple[str, str]
    effort: str
    effort_ends: tuple[str, str]
    recommend: str
    recommend_ends: tuple[str, str]
    said: str
    send: str
    nothing: str
    thanks: str
    thanks_why: str
    expired: str
    expired_why: str
    unknown: str
    unknown_why: str
    busy: str
    outcomes: dict[str, str]
