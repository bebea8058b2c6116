"""`otklik up`: the desk in the browser, and the line on schedule beside it."""

import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event, Thread

import click
import uvicorn

from pipeline.database import Database, open_database
from pipeline.errors import OtklikError
from pipeline.people import somebody_exists
from pipeline.settings import Settings, read_settings
from web.app import create_app
from web.desk import Welcome
from web.errands import Errands
from web.live import Live

LINE = [sys.executable, "-m", "pipeline.cli", "run"]
BOT = [sys.executable, "-m", "pipeline.cli", "telegram"]
BOT_AGAIN = 30  # seconds after it ended by itself


@click.command()
@click.option("--host", help="Address to listen on; else OTKLIK_HOST.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port; else OTKLIK_PORT.")
@click.option(
    "--every",
    type=click.IntRange(1),
    default=10,
    show_default=True,
    metavar="MINUTES",
    help="How often the line runs.",
)
@click.option("--no-line", is_flag=True, help="Only the desk; something else runs the line.")
def up(host: str | None, port: int | None, every: int, no_line: bool) -> None:
    """Serve the desk and run the line on schedule."""
    given = {"host": host, "port": port}
    settings = read_settings().model_copy(
        update={name: value for name, value in given.items() if value is not None}
    )
    with listen(settings) as door:
        settings = settings.model_copy(update={"port": door.getsockname()[1]})
        database = open_database(settings.database_url)
        # Killed hard, we cannot end the bot: it looks whether we are there.
        listening = [*BOT, f"--parent={os.getpid()}"]
        line = 0 if no_line else every * 60
        bot = 0 if no_line or settings.telegram_bot is None else BOT_AGAIN
        with running(LINE, line), running(listening, bot), running_errands(no_line) as errands:
            serve(settings, database, door, errands)
        database.close()


def serve(
    settings: Settings, database: Database, door: socket.socket, errands: Errands | None = None
) -> None:
    """Serve the desk until the process is told to stop."""
    welcome = invite(settings, database)
    click.echo(f"desk: {settings.desk}  (Ctrl-C stops)")
    app = create_app(settings, database, welcome, errands)
    # The access log would keep the token of the welcome link.
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=5,
        forwarded_allow_ips=settings.proxies,
    )
    server = Server(config, app.state.desk.live)
    # uvicorn raises the signal again after it has shut down; it is to end us without a traceback.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        server.run(sockets=[door])
    except KeyboardInterrupt:
        click.echo("stopped")


class Server(uvicorn.Server):
    """A server that ends the connections of open pages when it stops, and so need not wait."""

    def __init__(self, config: uvicorn.Config, live: Live) -> None:
        super().__init__(config)
        self._live = live

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop serving."""
        self._live.close()
        await super().shutdown(sockets)


def invite(settings: Settings, database: Database) -> Welcome | None:
    """Print a one-time link where nobody can log in yet."""
    with database.reading() as session:
        if somebody_exists(session):
            return None
    token = secrets.token_urlsafe(24)
    click.echo("Nobody can log in yet. Choose login and password within an hour at")
    click.echo(f"  {settings.desk}/welcome?token={token}")
    click.echo("or with: otklik user add LOGIN --role manager")
    return Welcome.of(token, datetime.now(UTC))


def listen(settings: Settings) -> socket.socket:
    """The desk's socket; raises OtklikError when it cannot be had."""
    place = f"{settings.host}:{settings.port}"
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((settings.host, settings.port))
        door.listen(128)
    except OSError as error:
        door.close()
        raise OtklikError(
            f"{place}: {error.strerror or error}; choose another with --port or OTKLIK_PORT"
        ) from error
    return door


@contextmanager
def running_errands(no_line: bool) -> Iterator[Errands | None]:
    """What people start in the desk, ended with it; none where something else runs the line."""
    errands = None if no_line else Errands()
    try:
        yield errands
    finally:
        if errands:
            errands.stop()


@contextmanager
def running(command: list[str], pause: int) -> Iterator[None]:
    """Run a command of ours now, and so many seconds after it ended, while the block lasts.

    0: never.
    """
    if not pause:
        yield
        return
    stop = Event()
    thread = Thread(target=_repeat, args=(command, pause, stop), name=command[3])
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _repeat(command: list[str], pause: int, stop: Event) -> None:
    while not stop.is_set():
        run = subprocess.Popen(command, start_new_session=True)  # noqa: S603  (our own command)
        while run.poll() is None:
            if stop.wait(0.2):
                _end(run)
        stop.wait(pause)


def _end(run: subprocess.Popen[bytes]) -> None:
    """Ask the line to stop, with the steps it started; every step commits what it has finished."""
    os.killpg(run.pid, signal.SIGINT)
    try:
        run.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
