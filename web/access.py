"""Who may do what in the desk; the one place where roles are told apart."""

from enum import StrEnum

from pipeline.states import Role


class Right(StrEnum):
    """Something a role may or may not do; every route names the one it needs."""

    READ = "read"  # see tasks, mentions, reports, sources, brands and rules
    ANSWER = "answer"  # work on tasks
    JUDGE = "judge"  # set a verdict right
    TEMPLATES = "templates"  # write the templates of answers
    APPROVE = "approve"  # let other people's answers out
    WATCH = "watch"  # change what is watched: brands, sources, rules
    COLLEAGUES = "colleagues"  # see what colleagues did in figures, not only one's own
    ERASE = "erase"  # erase what somebody said, at their wish
    PEOPLE = "people"  # add people and change their roles


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.MANAGER: frozenset(Right),
    Role.AGENT: frozenset({Right.READ, Right.ANSWER, Right.JUDGE, Right.TEMPLATES}),
    Role.ANALYST: frozenset({Right.READ, Right.JUDGE, Right.WATCH}),
    Role.VIEWER: frozenset({Right.READ}),
}


def may(role: Role, right: Right) -> bool:
    """Does this role have this right?"""
    return right in RIGHTS[role]
