"""What state a task, a reply, a visit and a person can be in."""

from enum import StrEnum


class TaskStatus(StrEnum):
    """Where a task stands."""

    NEW = "new"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"
    MERGED = "merged"  # another task answers for it


OPEN = (TaskStatus.NEW, TaskStatus.IN_PROGRESS, TaskStatus.WAITING)


class ReplyState(StrEnum):
    """Where an answer stands."""

    ASKED = "asked"  # waits for a second person's approval
    RETURNED = "returned"  # sent back with a remark
    APPROVED = "approved"
    POSTING = "posting"  # a platform was asked and has not answered yet
    UNKNOWN = "unknown"  # a platform was asked, and nobody knows what became of it
    REFUSED = "refused"  # a platform refused; nothing was posted
    POSTED = "posted"  # through the platform's interface
    RECORDED = "recorded"  # published by hand
    OUTSIDE = "outside"  # given outside Otklik, found by the crawler
    WITHDRAWN = "withdrawn"  # was recorded by mistake, or deleted at its place again


class Outcome(StrEnum):
    """How a visit to a source ended."""

    OK = "ok"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    FAILED = "failed"
    AWAY = "away"  # our own network was; no source is to blame


LOST = (Outcome.FAILED, Outcome.AWAY)  # nothing was seen of the source


class Role(StrEnum):
    """What a person may do in the desk."""

    MANAGER = "manager"
    AGENT = "agent"
    ANALYST = "analyst"
    VIEWER = "viewer"


MAY_ANSWER = (Role.MANAGER, Role.AGENT)  # who can be given a task
