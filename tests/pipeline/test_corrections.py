"""What people judged, written for the judge to learn."""

import json
from collections.abc import Callable
from datetime import datetime

from classifier.verdict import Sentiment, Verdict
from pipeline import corrections, desk
from pipeline.corrections_cli import correction_lines
from pipeline.database import Database
from pipeline.followup import open_tasks
from pipeline.model import Mention
from pipeline.people_model import Person


def test_corrected_verdicts_and_answered_complaints_are_written(
    brands: Database,
    mention: Callable[..., Mention],
    person: Callable[..., Person],
    praise: Verdict,
    now: datetime,
) -> None:
    with brands.writing() as session:
        anna = person(session)
        answered, wrong, _waiting = (
            mention(session, text=f"Ромашка {what} привезла всё битым", author=what)
            for what in ("вчера", "дважды", "снова")
        )
        mention(session, praise, text="Спасибо, Ромашка!", author="Пётр")
        tasks = {task.mention_id: task for task in open_tasks(session, now)}
        desk.answer(session, tasks[answered.id], anna, "Заменим", None, now)
        corrections.correct(session, wrong, anna, now, sentiment=Sentiment.NEUTRAL, complaint=False)

    with brands.reading() as session:
        first, second = map(json.loads, correction_lines(session))

    assert first == {
        "text": "Ромашка вчера привезла всё битым",
        "target": "Ромашка",
        "lang": "ru",
        "complaint": True,
    }
    assert (second["complaint"], second["sentiment"]) == (False, "neutral")
