"""`otklik demo`: opens the town, runs the line over it, serves the desk."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import click

from pipeline import people
from pipeline.database import make_folder, open_database
from pipeline.demo.serve import HOST, serve_hall, serve_town
from pipeline.demo.town import SITES, build_town, render_watch
from pipeline.errors import OtklikError
from pipeline.settings import Settings, read_settings
from pipeline.states import Role

LOGIN = "demo"
STEPS = (["crawl", "--now"], ["match"], ["assess"], ["follow-up"], ["alert"])
LINE = (*STEPS, ["report", "by-channel"])


@click.command()
@click.option(
    "--town-port",
    type=click.IntRange(1, 65000),
    default=8771,
    show_default=True,
    help="First port of the town.",
)
@click.option("--serve/--no-serve", default=True, help="Serve the desk when the line has run.")
def demo(town_port: int, serve: bool) -> None:
    """Watch a small town of web sites and open the desk on it.

    The town, its people and its brands are made up. All is kept in the folder `demo` of the
    data folder; delete that to begin anew. A second run finds nothing new.
    """
    settings = read_settings()
    if serve:
        _must_be_free(settings.host, settings.port)
    folder = settings.data / "demo"
    make_folder(folder)
    ports = {site: town_port + n for n, site in enumerate(SITES)}
    addresses = {site: f"http://{HOST}:{port}" for site, port in ports.items()}
    hall = town_port + len(SITES)
    environment = _environment(folder, [*ports.values()], hall)
    (folder / "watch.toml").write_text(render_watch(addresses), encoding="utf-8")
    with (
        serve_town(build_town(_opened(folder), addresses), ports),
        serve_hall(folder / "alerts.jsonl", hall),
    ):
        for step in (["watch", "apply", str(folder / "watch.toml")], *LINE):
            _run(step, environment)
        if serve:
            _serve_desk(settings, environment)


def _must_be_free(host: str, port: int) -> None:
    """Ask for the desk's port before the line runs, not when it is done."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        why = str(error.strerror or error).partition(" (")[0]  # create_server() adds the address
        raise OtklikError(f"demo: {host}:{port}: {why}; choose another with OTKLIK_PORT") from error


def _opened(folder: Path) -> datetime:
    """When the town was opened: its posts keep their times from run to run."""
    mark = folder / "opened"
    if not mark.exists():
        mark.write_text(datetime.now(UTC).isoformat(timespec="seconds"))
    return datetime.fromisoformat(mark.read_text())


def _environment(folder: Path, ports: list[int], hall: int) -> dict[str, str]:
    """What the line runs with: data of its own, and leave to visit the town on loopback."""
    return os.environ | {
        "OTKLIK_DATA": str(folder),
        "OTKLIK_DATABASE": "",
        "OTKLIK_ALLOW": json.dumps([f"{HOST}:{port}" for port in ports]),
        "OTKLIK_CRAWL_DELAY": "0",
        "OTKLIK_NOTIFIERS": json.dumps({"town-hall": f"json://{HOST}:{hall}/alerts"}),
    }


def _command(words: list[str]) -> list[str]:
    return [sys.executable, "-m", "pipeline.cli", *words]


def _run(words: list[str], environment: dict[str, str]) -> None:
    line = f"otklik {' '.join(words)}"
    click.secho(line, bold=True)
    done = subprocess.run(_command(words), env=environment, check=False)  # noqa: S603
    if done.returncode:
        raise OtklikError(f"demo: `{line}` ended with {done.returncode}, see above")
    click.echo()


def _serve_desk(settings: Settings, environment: dict[str, str]) -> None:
    password = secrets.token_urlsafe(9)
    _admit(settings.model_copy(update={"data": Path(environment["OTKLIK_DATA"])}), password)
    desk = subprocess.Popen(_command(["up", "--no-line"]), env=environment)  # noqa: S603
    signal.signal(signal.SIGTERM, lambda *_: desk.terminate())  # it ends, and then we do
    try:
        _await_desk(settings, desk)
        click.secho(f"\nOpen {settings.desk}  login: {LOGIN}  password: {password}", bold=True)
        code = desk.wait()
    except KeyboardInterrupt:  # the desk got it too, and is stopping
        code = desk.wait()
    if code:
        raise OtklikError(f"demo: the desk ended with {code}, see above")


def _await_desk(settings: Settings, desk: subprocess.Popen[bytes]) -> None:
    """Wait until the desk answers, so that its address is not told too early."""
    while desk.poll() is None:
        try:
            socket.create_connection((settings.host, settings.port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)


def _admit(settings: Settings, password: str) -> None:
    """Let the demo's person in with a password made for this run."""
    database = open_database(settings.model_copy(update={"database": ""}).database_url)
    with database.writing() as session:
        person = people.find_person(session, LOGIN)
        if person is None:
            people.add_person(session, LOGIN, "Демо", password, Role.MANAGER)
        else:
            people.set_password(session, person, password)
    database.close()
