"""What the check of a draft says of it, told in Telegram."""

from pipeline.tone import Fault
from web.drafts import Place
from web.languages import N_
from web.telegram.speech import Speech

SHOWN = 8  # remarks


def tell_remarks(places: list[Place], speech: Speech) -> list[str]:
    """A line for each remark, grave things first."""
    if not places:
        return [speech.say(N_("Nothing to object to."))]
    lines = [_tell_remark(place, speech) for place in places[:SHOWN]]
    if len(places) > SHOWN:
        lines.append(speech.say(N_("and %(count)s more"), count=len(places) - SHOWN))
    return lines


def _tell_remark(place: Place, speech: Speech) -> str:
    told = f"{'❗' if place.grave else '•'} {speech.name('word', place.fault)}"
    if place.text:
        told += f": «{place.before}[{place.text}]{place.after}»"
    return f"{told} → {instead}" if (instead := _instead(place, speech)) else told


def _instead(place: Place, speech: Speech) -> str:
    if place.fault is Fault.LENGTH:
        return speech.say(N_("take %(count)s characters away"), count=place.instead[1:])
    if place.fault is Fault.LANGUAGE:
        return speech.tongue(place.instead)
    return place.instead or speech.name("advice", place.fault)
