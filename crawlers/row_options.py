"""What commands that read another program's export ask about its rows, and say of some."""

from collections.abc import Callable, Sequence
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import click

from pipeline.errors import OtklikError, unknown
from pipeline.post import Channel
from pipeline.visible import visible

SHOWN = 10  # rows that were left out, in words


def of_rows(command: Callable[..., None]) -> Callable[..., None]:
    """Options for what rows do not say themselves."""
    zone: Any = click.option(
        "--zone", default="UTC", show_default=True, help="Of times without one."
    )
    channel: Any = click.option(
        "--channel",
        type=click.Choice([str(channel) for channel in Channel]),
        default=str(Channel.SOCIAL),
        show_default=True,
        help="Of rows that do not say theirs.",
    )
    return channel(zone(command))  # type: ignore[no-any-return]


def read_zone(name: str) -> ZoneInfo:
    """The time zone of this name; OtklikError where there is none."""
    if name not in available_timezones():
        raise OtklikError(unknown("time zone", name, available_timezones()))
    return ZoneInfo(name)


def tell_left_out(rows: Sequence[str]) -> None:
    """Say which rows were left out and why, the first of them one by one."""
    for row in rows[:SHOWN]:
        click.echo(f"left out: {visible(row)}", err=True)
    if len(rows) > SHOWN:
        click.echo(f"left out: {len(rows) - SHOWN} rows more", err=True)
