from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipeline.hours import Hours, Shift
from pipeline.post import Channel
from pipeline.replies import Template
from pipeline.sla import Promise, Start
from pipeline.tone import Address, Tone
from pipeline.trigger_desk import KNOWN
from pipeline.triggers import Trigger
from pipeline.watch import Brand, Rule, Source, Watch
from pipeline.watchfile import read_file, read_text, write_text

GOOD = '''
[[brand]]
name = "Ромашка"
query = 'ромашка -"полевая ромашка"'
own_accounts = ["romashka", "https://vk.com/romashka"]
approve_from = "high"
[brand.tone]
address = "familiar"
emoji = false
forbidden = ["конкурент*"]
sign_off = "Ваша Ромашка"
longest = { social = 500, video = 300 }

[[brand]]
name = "Василёк"
query = "василёк"
competitor = true

[[source]]
name = "town-forum"
kind = "forum"
channel = "forum"
url = "https://forum.example/latest"
language = "ru"
every = 15
quotes = "keep"
enabled = false

[[rule]]
name = "complaints"
type = "new-complaint"
to = ["duty"]
channel = "forum"

[[template]]
name = "late"
text = """
{имя}, здравствуйте!
Заказ уже едет."""
language = "ru"
theme = "delivery"

[[promise]]
within = "24h"

[[promise]]
within = "30min"
channel = "messenger"
urgency = "urgent"
start = "published"
warn_at = 0.5

[[promise]]
within = "2h"
brand = "Мак"
zone = "Asia/Almaty"

[hours]
zone = "Asia/Almaty"
mon = "09:00-13:00, 14:00-18:00"
sat = "10:00-24:00"
days = { 2026-01-01 = "", 2026-01-03 = "10:00-12:00" }
'''


def test_a_file_is_read() -> None:
    source = Source(
        name="town-forum",
        kind="forum",
        channel=Channel.FORUM,
        url="https://forum.example/latest",
        language="ru",
        options={"every": 15, "quotes": "keep"},
        enabled=False,
    )
    brands = (
        Brand(
            "Ромашка",
            'ромашка -"полевая ромашка"',
            own_accounts=["romashka", "https://vk.com/romashka"],
            tone=Tone(
                Address.FAMILIAR,
                emoji=False,
                forbidden=("конкурент*",),
                sign_off="Ваша Ромашка",
                longest=(("social", 500), ("video", 300)),
            ),
            approve_from="high",
        ),
        Brand("Василёк", "василёк", competitor=True),
    )
    rule = Rule("complaints", "new-complaint", ["duty"], {"channel": "forum"})
    templates = (Template("late", "{имя}, здравствуйте!\nЗаказ уже едет.", "ru", theme="delivery"),)
    promises = (
        Promise(timedelta(days=1)),
        Promise(timedelta(minutes=30), Channel.MESSENGER, "urgent", Start.PUBLISHED, 0.5),
        Promise(timedelta(hours=2), brand="Мак", zone="Asia/Almaty"),
    )
    monday, saturday = (Shift(540, 780), Shift(840, 1080)), (Shift(600, 1440),)
    days = {date(2026, 1, 1): (), date(2026, 1, 3): (Shift(600, 720),)}
    hours = Hours("Asia/Almaty", (monday, (), (), (), (), saturday, ()), days)
    assert read_text(GOOD) == Watch(brands, (source,), (rule,), templates, promises, hours)


def test_what_is_written_is_read_back() -> None:
    watch = read_text(GOOD)
    assert read_text(write_text(watch)) == watch
    assert write_text(Watch()) == ""


def test_a_file_from_a_windows_editor_is_read(tmp_path: Path) -> None:
    file = tmp_path / "watch.toml"
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert read_file(file) == read_text(GOOD)


LINE = st.text(min_size=1, max_size=20).filter(lambda it: it.isprintable() and it == it.strip())
PLAIN = st.recursive(
    st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
OPTIONS = st.dictionaries(st.text(min_size=1, max_size=4).map("x-".__add__), PLAIN, max_size=3)


@given(
    name=LINE,
    options=OPTIONS,
    enabled=st.booleans(),
    language=st.none() | st.sampled_from(["ru", "tat"]),
)
def test_any_source_and_rule_is_written_and_read_back(
    name: str, options: dict[str, object], enabled: bool, language: str | None
) -> None:
    queries = {"selectors": {"item": "p", "text": f'[title="{"a" * len(name)}"]'}}
    source = Source(
        name, "review", Channel.REVIEW, "https://x.example/", language, queries, enabled
    )
    watch = Watch(sources=(source,), rules=(Rule(name, "queue", ["post"], options),))
    assert read_text(write_text(watch)) == watch


TEAM = """
[[assignment]]
name = "urgent reviews"
channel = "review"
urgency = "urgent"
severity = 2
people = ["Anna", "boris"]

[[assignment]]
name = "the rest"
takes_over = true

[[escalation]]
stage = "overdue"
brand = "Ромашка"
urgency = "urgent"
assign = "boris"
notify = ["managers"]

[[trigger]]
name = "press"
grade = 0

[[trigger]]
name = "ГОСТ"
grade = 3
terms = ["гост*", '"не по госту"']
"""


def test_assignment_rules_and_escalations_travel() -> None:
    watch = read_text(TEAM)
    assert [rule.name for rule in watch.assignments] == ["urgent reviews", "the rest"]
    assert watch.assignments[0].people == ["anna", "boris"]
    assert [rule.takes_over for rule in watch.assignments] == [False, True]
    assert watch.escalations[0].notify == ["managers"]
    press, norms = watch.triggers
    assert (press.grade, press.terms) == (0, KNOWN["press"].terms)
    assert norms == Trigger("ГОСТ", 3, ("гост*", '"не по госту"'))
    assert read_text(write_text(watch)) == watch
