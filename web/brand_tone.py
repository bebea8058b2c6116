"""How a brand speaks: its address, its words, and who reads an answer before it goes out."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from pipeline.errors import OtklikError
from pipeline.model import BrandRow
from pipeline.post import Channel
from pipeline.tone import Tone
from pipeline.tone_text import LISTS, SWITCHES, read_tone
from pipeline.triage import BANDS
from pipeline.watch import Brand, Watch
from pipeline.watching import apply
from web.entries import checked
from web.fields import RowId, Text
from web.meanwhile import must_be_as_seen
from web.visit import NotFound, WatchChanger

router = APIRouter(prefix="/brands/{brand_id}")


COLUMNS = ("tone", "own_accounts", "approve_from")  # of a brand, as the audit log calls them


@dataclass(frozen=True)
class Spoken:
    """The form, as typed."""

    tone: Tone
    own_accounts: list[str]
    approve_from: str | None


async def read_form(
    request: Request,
    address: Text = "formal",
    sign_off: Text = "",
    own_accounts: Text = "",
    approve_from: Text = "",
) -> Spoken:
    """The form's many ticks and lists, as values; raises OtklikError that names the field."""
    form = await request.form()
    said = {name: str(value) for name, value in form.items()}
    tone = read_tone(
        {"address": address, "sign_off": sign_off}
        | {name: name in said for name in SWITCHES}
        | {name: _lines(said.get(name, "")) for name in LISTS}
        | {"longest": _longest(said)}
    )
    return Spoken(tone, _lines(own_accounts), approve_from if approve_from in BANDS else None)


@router.post("/tone")
def save(
    visit: WatchChanger,
    brand_id: RowId,
    said: Annotated[Spoken, Depends(read_form)],
    seen: Text = "",
) -> Response:
    """Keep how the brand speaks; its query stays."""
    row = visit.session.get(BrandRow, brand_id)
    if row is None:
        raise NotFound
    name = row.brand.name
    must_be_as_seen(visit, "brand", name, lambda: spoken_by(row.brand), seen, COLUMNS)
    brand = change(row.brand, said)
    apply(visit.session, checked(Watch(brands=(brand,))), visit.now)
    return visit.go(f"/brands/{brand_id}")


def spoken_by(brand: Brand) -> Spoken:
    """What the form says of a brand."""
    return Spoken(brand.tone, brand.own_accounts, brand.approve_from)


def change(brand: Brand, said: Spoken) -> Brand:
    """The same brand, speaking so."""
    return replace(
        brand, tone=said.tone, own_accounts=said.own_accounts, approve_from=said.approve_from
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _longest(said: dict[str, str]) -> dict[str, int]:
    """Fields called longest-CHANNEL; an empty one means no limit."""
    most: dict[str, int] = {}
    for channel in Channel:
        typed = said.get(f"longest-{channel}", "").strip()
        if typed and not (typed.isascii() and typed.isdecimal() and len(typed) < 7):
            raise OtklikError(
                'longest answer in "%(channel)s": "%(typed)s" is no number',
                channel=channel,
                typed=typed[:20],
            ).at(f"longest-{channel}")
        if typed:
            most[str(channel)] = int(typed)
    return most
