"""The reply being written: the templates that fit a task, filled in, and the check of the draft."""

from collections.abc import Sequence
from dataclasses import dataclass

from classifier.language import detect
from pipeline import replies, store, tone
from pipeline.desk_model import TemplateRow
from pipeline.folding import fold
from pipeline.model import OPEN, Task
from web.pages import Facts
from web.visit import Visit

SHOWN = 8  # templates at once; more of them are searched
AROUND = 30  # characters shown before and after what a remark is about


@dataclass(frozen=True)
class Place:
    """A remark with the words around it."""

    fault: tone.Fault
    grave: bool
    line: int
    before: str
    text: str
    after: str


def draft_facts(visit: Visit, task: Task, find: str = "") -> Facts:
    """What the form of the reply shows before anything is written."""
    facts: Facts = {"draft": task.reply or "", "reply_url": task.reply_url or "", "places": []}
    if task.status not in OPEN or not visit.may("answer"):
        return facts | {"templates": [], "find": "", "more_templates": False}
    ranked = rank(store.templates(visit.session), asked_of(task))
    found = [row for row in ranked if _holds(row.template, find)]
    many = len(ranked) > SHOWN
    return facts | {"templates": found[:SHOWN], "find": find, "more_templates": many}


def rank(rows: Sequence[TemplateRow], asked: replies.Asked) -> list[TemplateRow]:
    """All templates, those that fit best first."""
    by_name = {row.template.name: row for row in rows}
    values = [row.template for row in rows]
    fitting = replies.suggest(values, asked, cases=(), most=len(values))
    best = [by_name[template.name] for template in fitting]
    rest = [row for row in rows if row not in best]
    return best + sorted(rest, key=lambda row: row.template.language != asked.language)


def asked_of(task: Task) -> replies.Asked:
    """What a reply is wanted for."""
    mention = task.mention
    post = mention.post.post
    return replies.Asked(
        mention.post.latest_text, post.language, mention.theme, mention.brand.brand.name
    )


def fill_in(visit: Visit, task: Task, chosen: int, typed: str) -> str:
    """The chosen template filled in; what was typed stays, unless it is an untouched template."""
    known = {
        "name": task.mention.post.post.author,
        "brand": task.mention.brand.brand.name,
        "signature": visit.person.name,
    }
    rows = store.templates(visit.session)
    filled = {row.id: replies.fill(row.template, known).text.strip() for row in rows}
    if chosen not in filled:
        return typed
    own = "" if typed in filled.values() else typed
    return f"{own}\n\n{filled[chosen]}".strip()


def check(task: Task, draft: str) -> list[Place]:
    """What may be wrong with a draft, grave things first, and where."""
    asked_in = task.mention.post.post.language
    remarks = tone.check(draft, tone.Tone(), written_in=detect(draft), asked_in=asked_in)
    ordered = sorted(remarks, key=lambda remark: (not remark.grave, remark))
    return [_place(draft, remark) for remark in ordered]


def _place(draft: str, remark: tone.Remark) -> Place:
    line = draft.count("\n", 0, remark.start) + 1
    if remark.fault is tone.Fault.LANGUAGE:  # it is about the whole draft
        return Place(remark.fault, remark.grave, line, "", "", "")
    before = draft[max(remark.start - AROUND, 0) : remark.start].rpartition("\n")[2]
    after = draft[remark.end : remark.end + AROUND].partition("\n")[0]
    return Place(remark.fault, remark.grave, line, before, remark.text, after)


def _holds(template: replies.Template, words: str) -> bool:
    """Whether each word stands in the template's name or text."""
    text = fold(f"{template.name} {template.text}")
    return all(word in text for word in fold(words).split())
