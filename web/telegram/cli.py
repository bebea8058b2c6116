"""`otklik telegram`: the desk's bot, at work or looked at."""

import os
from datetime import UTC, datetime, timedelta

import click

from pipeline.database import open_database
from pipeline.errors import OtklikError
from pipeline.line import take_mark
from pipeline.posting.door import Door
from pipeline.posting.ways import read_accounts
from pipeline.settings import Settings, read_settings
from pipeline.telegram_links import read_links
from web.telegram.bot import Bot, BotError
from web.telegram.poll import Poller
from web.telegram.talk import House

AFTER_THE_LINE = timedelta(seconds=5)  # its last step has ended: new tasks are shared out
NOT_SET = "OTKLIK_TELEGRAM_BOT is not set; @BotFather in Telegram gives a token (docs/telegram.md)"


@click.group(invoke_without_command=True)
@click.option("--once", is_flag=True, help="Do what waits, and end; else work until stopped.")
@click.option("--parent", type=int, hidden=True, help="Work as long as this process is there.")
@click.pass_context
def telegram(context: click.Context, once: bool, parent: int | None) -> None:
    """Let people answer from Telegram, as long as it runs.

    `otklik up` runs it by itself, and `otklik run` once a round, where OTKLIK_TELEGRAM_BOT is set.
    Where it runs already over the same data folder, it is left to that process.
    """
    if context.invoked_subcommand is not None:
        return
    settings = read_settings()
    bot = open_bot(settings)
    mark = take_mark(settings.data, "telegram")
    if mark is None:
        return
    with mark:
        database = open_database(settings.database_url)
        house = House(bot.id, settings.desk, read_accounts(settings.post_as))
        poller = Poller(database, bot, house, Door(settings.allow))
        if once:
            poller.settled = AFTER_THE_LINE
            _work_once(poller)
        else:
            poller.serve(lambda: parent is None or os.getppid() == parent)


@telegram.command()
def check() -> None:
    """Say whether the bot can be reached, and who is linked."""
    settings = read_settings()
    bot = open_bot(settings)
    try:
        said = bot.call("getMe", {})
        hook = bot.call("getWebhookInfo", {})
    except BotError as error:
        raise OtklikError(f"telegram: {error} (see OTKLIK_TELEGRAM_BOT)") from error
    name = said.get("username") if isinstance(said, dict) else None
    click.echo(f"telegram: reachable as @{name}, https://t.me/{name}")
    if isinstance(hook, dict) and hook.get("url"):
        raise OtklikError(
            "telegram: the bot has a webhook, so that nobody can poll it; take that away, or use "
            "a bot of its own"
        )
    with open_database(settings.database_url).reading() as session:
        for link in read_links(session):
            click.echo(f"  {link.person.login:<20} {link.called or ''}")


def open_bot(settings: Settings) -> Bot:
    """The bot of the settings; raises OtklikError where there is none."""
    if settings.telegram_bot is None:
        raise OtklikError(NOT_SET)
    return Bot(settings.telegram_bot, settings.telegram_api)


def _work_once(poller: Poller) -> None:
    started, heard = datetime.now(UTC), 0
    try:
        while (found := poller.round()) and (datetime.now(UTC) - started).total_seconds() < 60:
            heard += found
    except BotError as error:
        raise OtklikError(f"telegram: {error}") from error
    click.echo(f"telegram: heard {heard + found} updates")
