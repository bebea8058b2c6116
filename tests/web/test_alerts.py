"""The pages of alerts and rules: what was told, was it useful, what would a rule have done."""

from datetime import timedelta
from functools import partial
from re import search
from threading import Event
from typing import Any
from urllib.parse import urlencode

import pytest
from pydantic import SecretStr
from sqlalchemy import select, update

from alerts import receivers
from alerts.due import speak_up, untold_hits
from alerts.rules import read_rule
from alerts.usefulness import useful_link
from pipeline import signing, store
from pipeline.alert_model import Alert, Delivery
from pipeline.database import Database
from pipeline.errors import OtklikError
from pipeline.model import RuleRow
from pipeline.people_model import Person
from pipeline.states import Role
from pipeline.watch import Rule


@pytest.fixture
def told(filled: Database, app: Any) -> str:
    """The key of a message about the complaint, to two notifiers; one of them was given up."""
    now = app.state.desk.clock()
    rule = Rule("Жалобы", "new-complaint", ["post", "boss"])
    with filled.writing() as session:
        key = signing.open_key(session)
        ready = read_rule(rule, dict.fromkeys(rule.to))
        since = session.scalars(select(RuleRow.since)).one().replace(year=2001)

        def ask(message_key: str) -> str:
            return useful_link(key, "http://127.0.0.1", message_key)

        found = untold_hits(session, ready, since, now)
        message = speak_up(session, ready, found, now, "http://127.0.0.1", ask)
        assert message is not None
        session.execute(
            update(Delivery)
            .where(Delivery.notifier == "boss")
            .values(attempts=10, error="answered with status 404")
        )
    return message.key


def test_messages_stand_with_their_deliveries_and_tasks(agent: Any, told: str) -> None:
    page = agent.get("/alerts").text

    assert "post · ждёт" in page
    assert "boss · не доставлено" in page
    assert "ответ с кодом 404" in page
    assert 'href="/tasks/1"' in page
    assert "deliveries/" not in page  # sending again is for those who set the rules up
    assert "не доставлено" not in agent.get("/alerts?state=waiting").text.partition("<ol")[2]
    other = agent.get("/alerts?rule=Другое").text
    assert "Ничего не найдено" in other
    assert '<a href="/alerts">Сбросить фильтры</a>' in other
    assert "Сбросить фильтры" not in page


def test_a_dead_letter_is_sent_again_once(manager: Any, told: str, filled: Database) -> None:
    found = search(r"/alerts/deliveries/(\d+)/again", manager.get("/alerts").text)
    assert found
    manager.post(found[0], back="/alerts")

    with filled.reading() as session:
        revived = session.get_one(Delivery, int(found[1]))
        assert revived.retry_at is not None
    assert manager.post(found[0]).status_code == 409
    assert manager.post("/alerts/deliveries/99/again").status_code == 404


def test_messages_given_up_are_counted_for_those_who_may_do_something(
    enter: Any, told: str
) -> None:
    """In the menu of every page, until they are sent again or put aside."""
    manager, agent = enter("manager"), enter("agent")
    shown, hidden = 'count-alerts">1</b>', 'count-alerts" hidden>0</b>'

    assert shown in manager.get("/brands").text
    assert shown in enter("analyst").get("/live/now").text
    assert "count-alerts" not in agent.get("/inbox").text
    assert "boss</b>: " in agent.get("/alerts").text
    assert agent.post("/alerts/deliveries", notifier="boss", do="again").status_code == 403
    page = manager.post("/alerts/deliveries", notifier="boss", do="aside").text
    assert hidden in page
    assert "boss · отложено" in page
    assert "отложено" in manager.get("/audit?thing=message").text
    found = search(r"/alerts/deliveries/(\d+)/again", page)  # put aside, not lost
    assert found
    assert "boss · попыток" in manager.post(found[0]).text


def test_answers_give_a_rule_its_precision(agent: Any, told: str) -> None:
    agent.post(f"/alerts/{told}/useful", answer="yes")

    assert "100" in agent.get("/rules").text
    assert 'value="yes" aria-pressed="true"' in agent.get("/alerts").text
    agent.post(f"/alerts/{told}/useful", answer="no")
    assert 'value="no" aria-pressed="true"' in agent.get("/alerts").text
    assert agent.post(f"/alerts/{told}/useful", answer="maybe").status_code == 404
    assert agent.post("/alerts/0000/useful", answer="yes").status_code == 409


def test_the_link_in_the_message_asks_and_only_a_form_answers(
    visitor: Any, told: str, filled: Database
) -> None:
    with filled.reading() as session:
        body = session.scalars(select(Delivery.body)).first()
    link = search(r"/u/[\w-]+", body or "")
    assert link
    page = visitor.get(link[0])
    assert page.status_code == 200
    assert "set-cookie" not in page.headers
    with filled.reading() as session:
        assert set(session.scalars(select(Alert.useful))) == {None}
    visitor.post(link[0], answer="no")
    with filled.reading() as session:
        assert set(session.scalars(select(Alert.useful))) == {False}
    assert visitor.get("/u/guess").status_code == 404
    assert visitor.post("/u/guess", answer="yes").status_code == 404


def test_a_rule_is_rehearsed_before_it_is_kept(manager: Any, filled: Database, app: Any) -> None:
    notifiers = {"post": SecretStr("jsons://hooks.example/")}
    app.state.desk.settings = app.state.desk.settings.model_copy(update={"notifiers": notifiers})
    rehearsals, away = app.state.desk.rehearsals, Event()
    rehearsals.patience = 0.0
    rehearsals.ask("a long one", partial(away.wait, 30.0))  # not for ever: a test can fail
    question = "/rules/new?kind=new-complaint&to=post&name=Проба&options=min_severity%3D1"
    page = manager.get(question)
    assert "Проверяем на прошлом" in page.text
    assert 'hx-get="/rules/new?kind=new-complaint&amp;to=post&amp;' in page.text
    rehearsals.patience = 60.0
    away.set()
    page = manager.get(question)

    assert "сработало бы 1 раз, не более 1 в час" in page.text
    assert "/mentions/1" in page.text
    assert "min_p_complaint = 0.0" in page.text
    with filled.reading() as session:
        assert [row.rule.name for row in session.scalars(select(RuleRow))] == ["Жалобы"]
    page = manager.get("/rules/1?kind=new-complaint&to=post&options=channels%3D%5B%22video%22%5D")
    assert "не сработало бы" in page.text
    assert "limt" in manager.get("/rules/new?kind=queue&to=post&options=limt%3D3").text


@pytest.mark.parametrize("about", [None, "mention-1"])
def test_a_message_is_muted_until_it_is_worse(
    agent: Any, told: str, filled: Database, about: str | None
) -> None:
    if about:  # a mention without an incident: nobody complained, or it was not followed up yet
        with filled.writing() as session:
            session.execute(update(Alert).values(key=about, mention_id=None))
    page = agent.post(f"/alerts/{told}/mute").text
    assert "Молчим, пока не станет хуже" in page
    muted = page.partition("mutes-title")[2].partition("</ul>")[0]
    assert "|" not in muted
    assert '<a href="/tasks/1">№ 1</a>' in muted or about
    assert agent.post(f"/alerts/{told}/mute").status_code == 409
    found = search(r"/alerts/mutes/(\d+)/end", page)
    assert found
    assert "Молчим, пока не станет хуже" not in agent.post(found[0]).text
    assert agent.post(found[0]).status_code == 404


def test_a_manager_says_whom_a_notifier_reaches_and_people_when(
    manager: Any, agent: Any, app: Any
) -> None:
    notifiers = {"boss": SecretStr("jsons://hooks.example/")}
    app.state.desk.settings = app.state.desk.settings.model_copy(update={"notifiers": notifiers})
    assert agent.post("/alerts/quiet", quiet="22:00-08:00").status_code == 404
    manager.post("/alerts/receivers", notifier="boss", person="2")
    assert manager.post("/alerts/receivers", notifier="nobody", person="2").status_code == 404

    assert "Мои тихие часы" in agent.get("/alerts/receivers").text
    assert "22:00-08:00</td>" not in agent.get("/alerts/receivers").text
    agent.post("/alerts/quiet", quiet="22:00-08:00", wake="2")
    assert "22:00-08:00 <span" in manager.get("/alerts/receivers").text
    assert agent.post("/alerts/quiet", quiet="nachts").status_code == 409


def test_figures_of_people_are_for_managers(
    manager: Any, enter: Any, filled: Database, app: Any
) -> None:
    """Who may make such a rule, who is sent its messages, and who reads them in the desk."""
    notifiers = {"post": SecretStr("jsons://hooks.example/")}
    app.state.desk.settings = app.state.desk.settings.model_copy(update={"notifiers": notifiers})
    form = {"name": "Люди", "kind": "figure", "to": "post"}
    form["options"] = 'report = "by-person"\ncolumn = "open tasks"\nabove = 0'
    refused = "только для руководителей"
    analyst = enter("analyst")
    assert refused in analyst.post("/rules", **form).text
    assert refused in analyst.get("/rules/new?" + urlencode(form)).text
    assert "не приходит ни одному руководителю" in manager.post("/rules", **form).text

    with filled.writing() as session:
        people = {one.login: one for one in session.query(Person)}
        receivers.assign(session, "post", people["viewer"])
    assert "не приходит ни одному руководителю" in manager.post("/rules", **form).text
    with filled.writing() as session:
        receivers.assign(session, "post", session.query(Person).filter_by(login="manager").one())
    assert manager.post("/rules", **form).status_code == 200

    now = app.state.desk.clock()
    with filled.writing() as session:
        row = session.query(RuleRow).filter_by(name="Люди").one()
        ready = read_rule(row.rule, {"post": ""})
        found = untold_hits(session, ready, now - timedelta(days=1), now)
        message = speak_up(session, ready, found, now, "http://127.0.0.1")
    assert message is not None
    assert message.title in manager.get("/alerts").text
    manager.post(f"/alerts/{message.key}/mute")
    assert "mutes-title" in manager.get("/alerts").text
    assert message.title not in analyst.get("/alerts").text
    assert "mutes-title" not in analyst.get("/alerts").text
    with filled.writing() as session:  # as if it had been given up
        delivery = session.query(Delivery).filter_by(rule="Люди").one()
        delivery.attempts, delivery.retry_at, number = 1, None, delivery.id
    for deed in (
        *(f"/alerts/deliveries/{number}/{do}" for do in ("again", "aside")),
        *(f"/alerts/{message.key}/{do}" for do in ("mute", "useful")),
        "/alerts/mutes/1/end",
    ):
        assert analyst.post(deed, answer="yes").status_code == 404, deed
    assert "mutes-title" in manager.get("/alerts").text

    with filled.writing() as session:
        session.query(Person).filter_by(login="manager").one().role = Role.VIEWER
        with pytest.raises(OtklikError, match="reaches no manager"):
            untold_hits(session, ready, now - timedelta(days=1), now)


@pytest.mark.parametrize(
    ("kind", "options", "kept"),
    [
        ("new-complaint", "", False),
        ("report", "", False),
        ("report", 'file = "xlsx"', True),
    ],
)
def test_a_folder_takes_rules_that_send_files(
    app: Any, manager: Any, filled: Database, kind: str, options: str, *, kept: bool
) -> None:
    notifiers = {"archive": SecretStr("folder:///srv/reports")}
    app.state.desk.settings = app.state.desk.settings.model_copy(update={"notifiers": notifiers})

    answer = manager.post("/rules", name="Архив", kind=kind, to="archive", options=options)

    with filled.reading() as session:
        names = [row.rule.name for row in store.rules(session)]
    assert ("Архив" in names) is kept
    assert ("«archive» — это папка" in answer.text) is not kept
