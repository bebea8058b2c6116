"""Mentions: searching them, and setting a verdict right."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel

from classifier.verdict import Act, Sentiment
from pipeline import corrections, noise_desk
from pipeline.lists import mention_roll
from pipeline.mention_search import MentionFilter, search_mentions
from pipeline.model import BrandRow, Mention
from pipeline.noise import Noise
from pipeline.post import Channel
from pipeline.search import PAGE, About
from pipeline.surroundings import read_assessment
from web.download import list_formats, send_table
from web.fields import Id, RowId, Text, Word, read_day, read_id
from web.flash import after, flash
from web.visit import Corrector, NotFound, Reader, Visit, desk_of, local

router = APIRouter(prefix="/mentions")
OURS = "ours"  # all brands but the competitors
# What a changed query finds no more is neither a mention nor noise: only its own word shows it.
NOISY = tuple(noise for noise in Noise if noise not in (Noise.NONE, Noise.UNNAMED))
SORTS = (*NOISY, Noise.UNNAMED)
NOISE = {"all": (Noise.NONE, *NOISY), "only": NOISY} | {str(noise): (noise,) for noise in SORTS}


class Filters(BaseModel):
    """What stands in the address of the mentions; an unknown value filters nothing."""

    q: Word = ""
    brand: Word = ""
    channel: Word = ""
    language: Word = ""
    sentiment: Word = ""
    act: Word = ""  # an act, or "complaint" for whatever was flagged as one
    source: Word = ""
    theme: Word = ""
    since: Word = ""  # the first day, in the person's zone
    until: Word = ""  # the last day
    noise: Word = ""  # "" for none of it, "all", "only", or one sort of it

    def chosen(self) -> dict[str, str]:
        """The filters that are set, for addresses."""
        return {name: value for name, value in self.model_dump().items() if value}

    def named(self, brands: Sequence[BrandRow]) -> "Filters":
        """The same with the number of a brand that is named: messages know no numbers."""
        numbers = {row.brand.name: str(row.id) for row in brands}
        return self.model_copy(update={"brand": numbers.get(self.brand, self.brand)})

    def wanted(self, zone: str) -> MentionFilter:
        """The same as the pipeline asks for it."""
        complaint = self.act == Act.COMPLAINT
        return MentionFilter(
            About(
                brand=read_id(self.brand),
                channel=Channel(self.channel) if self.channel in list(Channel) else None,
                language=self.language or None,
                text=self.q,
                since=read_day(self.since, zone),
                until=read_day(self.until, zone, later=1),
                ours=self.brand == OURS,
            ),
            sentiment=Sentiment(self.sentiment) if self.sentiment in list(Sentiment) else None,
            complaint=True if complaint else None,
            act=Act(self.act) if self.act in list(Act) and not complaint else None,
            source=self.source or None,
            theme=self.theme or None,
            noise=NOISE.get(self.noise, (Noise.NONE,)),
        )


@router.get("")
def search(
    visit: Reader,
    filters: Annotated[Filters, Query()],
    before: Annotated[Id | None, Query()] = None,
    said: Annotated[str, Query(max_length=20)] = "",
    undo: Annotated[int, Query(ge=0, lt=10**16)] = 0,
) -> HTMLResponse:
    """A page of mentions."""
    filters = filters.named(visit.choices.brands)
    wanted = filters.wanted(visit.person.time_zone)
    found = search_mentions(visit.session, wanted, before, PAGE + 1)
    mentions = found.mentions
    return visit.page(
        "mentions.html",
        mentions=mentions[:PAGE],
        more=mentions[PAGE - 1].id if len(mentions) > PAGE else None,
        counted=found.counted,
        noises=SORTS,
        filters=filters,
        chosen=filters.chosen(),
        choices=visit.choices,
        sentiments=list(Sentiment),
        acts=list(Act),
        formats=list_formats(),
        back=here(visit),
        task=None,
        **flash(visit, said, undo),
    )


@router.get("/file.{form}")
def export_mentions(visit: Reader, form: Word, filters: Annotated[Filters, Query()]) -> Response:
    """The mentions that the filters find, as a file."""
    wanted = filters.wanted(visit.person.time_zone)
    return send_table(mention_roll(desk_of(visit.request).database, wanted), form)


@router.get("/{mention_id}")
def show(
    visit: Reader,
    mention_id: RowId,
    back: Word = "/mentions",
    said: Annotated[str, Query(max_length=20)] = "",
    undo: Annotated[int, Query(ge=0, lt=10**16)] = 0,
) -> HTMLResponse:
    """One mention with its verdicts, or its part of the list."""
    mention = find_mention(visit, mention_id)
    return visit.page(
        "mention_part.html" if visit.quick else "mention.html",
        mention=mention,
        assessment=read_assessment(visit.session, mention),
        back=local(back, "/mentions"),
        task=None,
        **flash(visit, said, undo),
    )


@router.post("/{mention_id}/noise")
def call_noise(
    visit: Corrector, mention_id: RowId, noise: Text = "", task: Text = "", back: Text = ""
) -> Response:
    """Call a mention noise, or bring it back; what a person says holds."""
    chosen = Noise(noise) if noise in (Noise.NONE, *NOISY) else Noise.OTHER
    noise_desk.mark(visit.session, find_mention(visit, mention_id), chosen, visit.person, visit.now)
    own = f"/tasks/{task}" if read_id(task) else f"/mentions/{mention_id}"
    address = own if visit.quick else local(back, "/mentions")
    said = "not noise" if chosen is Noise.NONE else "noise"
    return visit.go(after(visit, address, said, can_undo=True))


@router.post("/{mention_id}/correct")
def correct(
    visit: Corrector,
    mention_id: RowId,
    sentiment: Text = "",
    complaint: Text = "",
    task: Text = "",
    back: Text = "",
) -> Response:
    """Set a verdict right; the judge's own stays in the history."""
    corrections.correct(
        visit.session,
        find_mention(visit, mention_id),
        visit.person,
        visit.now,
        sentiment=Sentiment(sentiment) if sentiment in list(Sentiment) else None,
        complaint={"yes": True, "no": False}.get(complaint),
    )
    own = f"/tasks/{task}" if read_id(task) else f"/mentions/{mention_id}"
    address = own if visit.quick else local(back, "/mentions")
    return visit.go(after(visit, address, "corrected", can_undo=True))


def find_mention(visit: Visit, mention_id: int) -> Mention:
    """The mention, or NotFound."""
    mention = visit.session.get(Mention, mention_id)
    if mention is None:
        raise NotFound
    return mention


def here(visit: Visit) -> str:
    """The address of this page, to come back to."""
    url = visit.request.url
    return f"{url.path}?{url.query}" if url.query else url.path
