"""What the task page shows of the survey about it: the message to copy, or the answer."""

from pipeline import surveys
from pipeline.task_model import Task
from web.pages import Facts
from web.survey_words import WORDS, nearest
from web.visit import Visit, desk_of


def survey_facts(visit: Visit, task: Task) -> Facts:
    """What the task page shows of the survey about a task."""
    survey = surveys.of_task(visit.session, task)
    settings = desk_of(visit.request).settings
    asked_in = nearest(survey.language if survey else task.mention.post.post.language or "ru")
    facts: Facts = {
        "survey": survey,
        "survey_language": asked_in,
        "survey_languages": list(WORDS),
        "survey_is_public": settings.is_public,
        "invitation": "",
    }
    if survey is not None and not survey.answered and survey.expires > visit.now:
        address = f"{settings.doorstep}/s/{surveys.token_of(visit.session, survey)}"
        facts["invitation"] = f"{WORDS[asked_in].invitation} {address}"
    return facts
