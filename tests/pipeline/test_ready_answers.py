from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from pipeline import ready_answers, store
from pipeline.database import Database
from pipeline.desk_model import TemplateRow
from pipeline.errors import OtklikError
from pipeline.replies import Template
from pipeline.watch import Watch
from pipeline.watching import apply, current

LATE = Template("late", "{имя}, заказ едет", "ru", "delivery")


def history(session: Session, row: TemplateRow) -> list[tuple[str, str | None, str | None]]:
    changes = ready_answers.read_history(session, row)
    return [(change.what, change.before, change.after) for change in reversed(changes)]


def test_every_change_is_kept(database: Database, now: datetime) -> None:
    with database.writing() as session:
        row = TemplateRow()
        ready_answers.keep_template(session, row, LATE, None, now)
        session.flush()
        changed = replace(LATE, text="{имя}, едет", theme=None)
        ready_answers.keep_template(session, row, changed, None, now)
        ready_answers.retire(session, row, None, now)
        ready_answers.retire(session, row, None, now)
        ready_answers.restore(session, row, None, now)
        session.flush()

        assert history(session, row) == [
            ("added", None, LATE.text),
            ("text", LATE.text, "{имя}, едет"),
            ("theme", "delivery", None),
            ("retired", None, None),
            ("restored", None, None),
        ]


def test_a_template_that_cannot_be_filled_is_refused(database: Database, now: datetime) -> None:
    with database.writing() as session, pytest.raises(OtklikError, match="unknown variable"):
        ready_answers.keep_template(
            session, TemplateRow(), replace(LATE, text="{zakaz}"), None, now
        )


def test_a_watch_file_that_names_it_no_longer_retires_it(database: Database, now: datetime) -> None:
    with database.writing() as session:
        apply(session, Watch(templates=(LATE,)), now)
        said = [str(change) for change in apply(session, Watch(), now, prune=True)]

        assert said == ['removed template "late"']
        assert (store.templates(session), len(store.every_template(session))) == ([], 1)
        assert current(session).templates == ()
        assert apply(session, Watch(), now, prune=True) == []
        apply(session, Watch(templates=(LATE,)), now)
        assert current(session).templates == (LATE,)
