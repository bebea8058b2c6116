"""The form of a source: what it says, and what it shows."""

from typing import Annotated

from fastapi import Depends

from pipeline.post import Channel
from pipeline.watch import KINDS, Source
from web.entries import read_options, write_options
from web.fields import Text
from web.pages import Facts


def read_form(
    kind: Text,
    channel: Text,
    url: Text,
    name: Text = "",
    language: Text = "",
    options: Text = "",
    enabled: Text = "",
) -> Source:
    """The source that a form describes, not checked yet."""
    return Source(
        name=name,
        kind=kind,
        channel=Channel(channel) if channel in list(Channel) else Channel.NEWS,
        url=url,
        language=language or None,
        options=read_options(options),
        enabled=bool(enabled),
    )


SourceForm = Annotated[Source, Depends(read_form)]


def show_form(source: Source | None, seen: str = "", *, tries: bool, kept: bool = False) -> Facts:
    """What the form shows; the name of a source that is kept stays as it is."""
    return {
        "source": source,
        "seen": seen,
        "kept_source": kept,
        "options": write_options(source.options) if source else "",
        "kinds": KINDS,
        "channels": list(Channel),
        "tries": tries,
    }
