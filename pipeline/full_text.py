"""Full-text search over posts: an index beside the table, made where it is missing."""

import re

from sqlalchemy import Boolean, ColumnElement, Connection, literal, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

INDEX = "post_words"  # migrations leave whatever begins so alone: it can always be made anew
LONGEST = 100_000  # letters of a post that are searched; PostgreSQL refuses endless ones
WORDS, LEAST = 8, 5  # words of a question; letters from which a word may lose its ending
ENDING = re.compile(r"[аеиоуыэюяйь]{1,2}$")


class Named(FunctionElement[bool]):
    """True for posts that hold all words of a question."""

    name = "named"
    type = Boolean()
    inherit_cache = True


def says(question: str) -> ColumnElement[bool] | None:
    """The condition that a post, its title or its author holds all words; None for no words.

    Words are found by their beginning, and Russian ones without their last letters, so that
    "доставка" finds "доставку".
    """
    folded = question.casefold().replace("ё", "е")
    words = re.findall(r"[^\W_]+", folded)[:WORDS]
    if not words:
        return None
    return Named(literal(" AND ".join(f"{_stem(word)}*" for word in words)))


def make_index(connection: Connection) -> None:
    """Make the index, and on SQLite the triggers that keep it, where they are missing."""
    if connection.dialect.name == "postgresql":
        connection.execute(
            text(f"CREATE INDEX IF NOT EXISTS {INDEX} ON posts USING gin ({_VECTOR})")
        )
        return
    there = text("SELECT 1 FROM sqlite_master WHERE name = :name")
    if connection.execute(there, {"name": f"{INDEX}_edited"}).first() is None:
        for statement in _SQLITE:
            connection.exec_driver_sql(statement)


@compiles(Named, "sqlite")
def _named_on_sqlite(element: Named, compiler: SQLCompiler, **how: object) -> str:
    asked = compiler.process(element.clauses, **how)
    return f"posts.id IN (SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH {asked})"  # noqa: S608


@compiles(Named, "postgresql")
def _named_on_postgresql(element: Named, compiler: SQLCompiler, **how: object) -> str:
    asked = compiler.process(element.clauses, **how)
    return f"{_VECTOR} @@ to_tsquery('simple', replace(replace({asked}, '*', ':*'), 'AND', '&'))"


def _stem(word: str) -> str:
    return ENDING.sub("", word) if len(word) >= LEAST else word


def _said(row: str = "") -> str:
    """All words of a post in SQL; both databases fold case, neither takes ё for е."""
    parts = (f"coalesce({row}{name}, '')" for name in ("title", "text", "edited_text", "author"))
    joined = " || ' ' || ".join(parts)
    return f"replace(replace(substr({joined}, 1, {LONGEST}), 'ё', 'е'), 'Ё', 'Е')"


_VECTOR = f"to_tsvector('simple', {_said()})"
# All parts of these statements are ours.
_OUT, _IN = f"{INDEX} ({INDEX}, rowid, said)", f"{INDEX} (rowid, said)"
_DROP = f"INSERT INTO {_OUT} VALUES ('delete', old.id, {_said('old.')})"  # noqa: S608
_KEEP = f"INSERT INTO {_IN} VALUES (new.id, {_said('new.')})"  # noqa: S608
_SQLITE = (
    f"DROP TABLE IF EXISTS {INDEX}",  # a migration that rebuilt the posts took the triggers along
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5"
    "(said, content='', tokenize='unicode61 remove_diacritics 2', prefix='2 3')",
    f"CREATE TRIGGER {INDEX}_new AFTER INSERT ON posts BEGIN {_KEEP}; END",
    f"CREATE TRIGGER {INDEX}_gone AFTER DELETE ON posts BEGIN {_DROP}; END",
    f"CREATE TRIGGER {INDEX}_edited AFTER UPDATE OF title, text, edited_text, author ON posts "
    f"BEGIN {_DROP}; {_KEEP}; END",
    f"INSERT INTO {_IN} SELECT id, {_said()} FROM posts",  # noqa: S608
)
