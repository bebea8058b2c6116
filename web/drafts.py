"""The reply being written: the templates that fit a task, filled in, and the check of the draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from classifier.language import detect
from pipeline import answering, promises, publishing, replies, store, theme_desk, tone, withdrawal
from pipeline.desk_model import TemplateRow
from pipeline.folding import fold, split_words
from pipeline.kindred import read_language
from pipeline.outcomes import read_cases
from pipeline.people_model import Person
from pipeline.post import Channel
from pipeline.reply_model import Reply
from pipeline.states import OPEN, ReplyState
from pipeline.task_model import Task
from pipeline.theme_names import ThemeNames
from pipeline.tone_words import ORDER
from web.pages import Facts
from web.visit import Visit, desk_of

SHOWN = 8  # templates at once; more of them are searched
AROUND = 30  # characters shown before and after what a remark is about
LONGEST_QUOTE = 60
ABOUT_ALL = (tone.Fault.LANGUAGE, tone.Fault.SIGN_OFF)  # remarks on the whole draft
By = dict[str, str]  # values of variables, as a person gave them


@dataclass(frozen=True)
class Draft:
    """What is written so far, and the template it began with."""

    text: str
    used: int | None = None


@dataclass(frozen=True)
class Place:
    """A remark with the words around it."""

    fault: tone.Fault
    grave: bool
    line: int
    before: str
    text: str
    after: str
    instead: str


def draft_facts(visit: Visit, task: Task, find: str = "") -> Facts:
    """What the form of the reply shows before anything is written."""
    current = answering.latest(visit.session, task)
    facts: Facts = {"current": current, "must_ask": _must_ask(task, current)}
    facts |= _given_facts(visit, task)
    facts |= _begun(task, current) | {"places": [], "wanted": {}, "checked": False}
    facts["way"] = publishing.way_for(visit.session, task, desk_of(visit.request).accounts)
    if task.status not in OPEN or not visit.may("answer"):
        return facts | {"templates": [], "find": "", "more_templates": False}
    rows = store.templates(visit.session)
    cases = read_cases(visit.session) if rows else []
    ranked = rank(rows, asked_of(visit.session, visit.choices.themes, task), cases)
    found = [row for row in ranked if _holds(row.template, find)]
    many = len(ranked) > SHOWN
    return facts | {"templates": found[:SHOWN], "find": find, "more_templates": many}


def _given_facts(visit: Visit, task: Task) -> Facts:
    """The answer that stands in public, and how it could be taken back."""
    given = answering.last_given(visit.session, task) if task.answered else None
    may = given is not None and withdrawal.can_be_withdrawn(given, visit.now)
    accounts = desk_of(visit.request).accounts
    way = withdrawal.removing_way(visit.session, given, accounts) if given and may else None
    return {"given": given, "can_withdraw": may, "removing": way}


def _must_ask(task: Task, current: Reply | None) -> bool:
    """Whether a second person has to approve before anything goes out."""
    approved = current is not None and current.state is ReplyState.APPROVED
    return answering.needs_approval(task) and not approved


def _begun(task: Task, current: Reply | None) -> Facts:
    """The text to go on with: a draft that has not gone out, or the answer that holds."""
    url = task.reply_url or ""
    if current is None or current.state in answering.GIVEN:
        if not promises.is_answered(task):  # the author spoke again: the last answer is said
            return {"draft": "", "used": None, "reply_url": ""}
        return {"draft": task.reply or "", "used": None, "reply_url": url}
    return {"draft": current.text, "used": current.template_id, "reply_url": url}


def written_draft(visit: Visit, task: Task, typed: Draft, chosen: int | None, values: By) -> Facts:
    """What the form shows once something is written, chosen or given."""
    draft = typed if chosen is None else fill_in(visit, task, chosen, typed)
    known = known_of(task, visit.person)
    given = {name: value for name, value in values.items() if value}
    text = replies.fill(draft.text, known | given).text if values else draft.text
    way = publishing.way_for(visit.session, task, desk_of(visit.request).accounts)
    return {
        "draft": text,
        "used": draft.used,
        "places": check(task, text, visit.person, way.longest if way else None),
        "wanted": wanted(known, task, text),
        "checked": bool(text),
    }


def rank(
    rows: Sequence[TemplateRow], asked: replies.Asked, cases: Sequence[replies.Case] = ()
) -> list[TemplateRow]:
    """All templates, those that fit best first."""
    by_name = {row.template.name: row for row in rows}
    values = [row.template for row in rows]
    fitting = replies.suggest(values, asked, cases, most=len(values))
    best = [by_name[template.name] for template in fitting]
    rest = [row for row in rows if row not in best]
    return best + sorted(rest, key=lambda row: row.template.language != asked.language)


def asked_of(session: Session, names: ThemeNames, task: Task) -> replies.Asked:
    """What a reply is wanted for."""
    mention = task.mention
    found = theme_desk.found_theme(session, mention)
    themes = names.words_for(mention.theme, found)
    text, language = mention.post.latest_text, mention.post.post.language
    return replies.Asked(text, language, themes, mention.brand.brand.name)


def known_of(task: Task, person: Person) -> By:
    """What the program knows of a task's variables."""
    return {
        "name": task.mention.post.post.author or "",
        "brand": task.mention.brand.brand.name,
        "signature": person.name,
    }


def fill_in(visit: Visit, task: Task, chosen: int, typed: Draft) -> Draft:
    """The chosen template filled in; what was typed stays, unless it is an untouched template."""
    known = known_of(task, visit.person)
    rows = store.templates(visit.session)
    filled = {row.id: replies.fill(row.template.text, known).text.strip() for row in rows}
    if chosen not in filled:
        return typed
    own = "" if typed.text in filled.values() else typed.text
    return Draft(f"{own}\n\n{filled[chosen]}".strip(), chosen)


def wanted(known: By, task: Task, text: str) -> Mapping[str, str]:
    """The variables still missing in a draft, each with what it may be."""
    order = ORDER.search(task.mention.post.latest_text)
    near = known | {"order": order[1] if order else ""}
    return {name: near.get(name, "") for name in replies.find_missing(text)}


def check(task: Task, draft: str, person: Person, most: int | None = None) -> list[Place]:
    """What may be wrong with a draft, grave things first, and where.

    `most` is how many characters the platform takes that it would be posted through.
    """
    post = task.mention.post.post
    rules = task.mention.brand.brand.tone
    signed = replies.fill(rules.sign_off or "", known_of(task, person)).text
    remarks = tone.check(
        draft,
        replace(rules, sign_off=signed, longest=_longest(rules, post.channel, most)),
        written_in=read_language(draft, detect(draft), post.language),
        asked_in=post.language,
        channel=post.channel,
        known=known_words(task, person),
    )
    ordered = sorted(remarks, key=lambda remark: (not remark.grave, remark))
    return [_place(draft, remark) for remark in ordered]


def _longest(rules: tone.Tone, channel: Channel, most: int | None) -> tuple[tuple[str, int], ...]:
    """How long an answer may be: as the brand wants it in this channel, and as a platform takes."""
    limits = [most for most in (dict(rules.longest).get(channel), most) if most is not None]
    return ((channel, min(limits)),) if limits else ()


def known_words(task: Task, person: Person) -> frozenset[str]:
    """Words that are spelt right in an answer to this task, whatever a dictionary says of them."""
    row, brand = task.mention.post, task.mention.brand.brand
    said = (row.post.author or "", row.post.title or "", row.latest_text, person.name)
    return frozenset(split_words(fold(" ".join((*said, brand.name, brand.query)))))


def _place(draft: str, remark: tone.Remark) -> Place:
    line = draft.count("\n", 0, remark.start) + 1
    if remark.fault in ABOUT_ALL:
        return Place(remark.fault, remark.grave, line, "", "", "", remark.instead)
    before, after = _around(draft, remark)
    text = remark.text if len(remark.text) <= LONGEST_QUOTE else remark.text[:LONGEST_QUOTE] + "…"
    return Place(remark.fault, remark.grave, line, before, text, after, remark.instead)


def _around(draft: str, remark: tone.Remark) -> tuple[str, str]:
    """The words of the line before and after what a remark is about; none of them cut in two."""
    before = draft[: remark.start].rpartition("\n")[2]
    if len(before) > AROUND:
        before = "…" + before[-AROUND:].partition(" ")[2]
    after = draft[remark.end :].partition("\n")[0]
    if len(after) > AROUND:
        after = after[:AROUND].rpartition(" ")[0] + "…"
    return before, after


def _holds(template: replies.Template, words: str) -> bool:
    """Whether each word stands in the template's name or text."""
    text = fold(f"{template.name} {template.text}")
    return all(word in text for word in fold(words).split())
