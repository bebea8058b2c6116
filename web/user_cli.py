"""`otklik user`: the people who work in the desk."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.orm import Session

from pipeline.database import open_database
from pipeline.people import (
    add_person,
    get_person,
    list_people,
    set_password,
)
from pipeline.settings import read_settings
from pipeline.states import Role
from web.languages import LANGUAGES

ask_password = click.option(
    "--password",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    help="Asked for when left out, so that it does not stand in the shell's history.",
)


@click.group()
def user() -> None:
    """Add and list the people who work in the desk."""


@user.command()
@click.argument("login")
@click.option("--name", help="The name colleagues see; the login when left out.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role], case_sensitive=False),
    default=Role.AGENT.value,
    show_default=True,
    help="What the person may do.",
)
@click.option(
    "--language",
    type=click.Choice([*LANGUAGES], case_sensitive=False),
    default="ru",
    show_default=True,
    help="Of the desk.",
)
@click.option(
    "--time-zone", default="Europe/Moscow", show_default=True, help="In which times are shown."
)
@ask_password
def add(
    login: str, name: str | None, role: str, language: str, time_zone: str, password: str
) -> None:
    """Add a person."""
    with _writing() as session:
        person = add_person(
            session,
            login,
            name or login,
            password,
            Role(role),
            language=language,
            time_zone=time_zone,
        )
    click.echo(f"added {person.login} ({person.role})")


@user.command("list")
def show() -> None:
    """List the people and their roles."""
    database = open_database(read_settings().database_url)
    with database.reading() as session:
        people = list_people(session)
    for person in people:
        state = "" if person.active else "  switched off"
        click.echo(f"{person.login:<20} {person.role:<8} {person.name}{state}")
    if not people:
        click.echo("nobody yet; add the first person with: otklik user add LOGIN --role manager")


@user.command()
@click.argument("login")
@ask_password
def password(login: str, password: str) -> None:
    """Give a person a new password; their browsers are logged out."""
    with _writing() as session:
        set_password(session, get_person(session, login), password)
    click.echo(f"new password for {login}")


@contextmanager
def _writing() -> Iterator[Session]:
    database = open_database(read_settings().database_url)
    try:
        with database.writing() as session:
            yield session
    finally:
        database.close()
