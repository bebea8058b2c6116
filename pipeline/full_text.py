"""Full-text search over posts: an index beside the table, made where it is missing.

SQLite keeps it in an FTS5 table, PostgreSQL in a table of tsvectors; both are called said_words,
have the post's id as rowid, follow the posts by triggers, and hold what pipeline.search_words says.
"""

from typing import Any

from sqlalchemy import ColumnElement, Connection, String, bindparam, column, table, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType

from pipeline.search_words import BETWEEN, ENDING, LONGEST, LONGEST_WORD, MARKS, RUN, ask, split

INDEX = "said_words"  # migrations leave whatever begins so alone: it can always be made anew
EDITION = 1  # of the words: with another number the index is made anew
WORDS = table(INDEX, column("rowid"))


class Named(FunctionElement[bool]):
    """True for rows of the index that hold all words of a question."""

    name = "named"
    # SQLite would be asked whether a Boolean equals 1.
    type = NullType()  # type: ignore[assignment]
    inherit_cache = True


def says(question: str) -> ColumnElement[bool] | None:
    """The condition that a row of WORDS holds all words of a question; None for no words.

    Words are found in all their forms ("доставка" finds "доставку"), "дост*" by their beginning,
    and in scripts without spaces wherever they stand.
    """
    asked = ask(question)
    return Named(bindparam("asked", asked, String, unique=True)) if asked else None


def make_index(connection: Connection) -> None:
    """Make the index and the triggers that keep it where they are missing or of another edition."""
    if _is_made(connection):
        return
    drop_index(connection)
    make = _make_on_postgresql if connection.dialect.name == "postgresql" else _make_on_sqlite
    make(connection)


def drop_index(connection: Connection) -> None:
    """Take the index and its triggers away."""
    for statement in _DROP[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def give_functions(connection: Any) -> None:  # the driver's own connection
    """Teach SQLite the function that its triggers call."""
    connection.create_function(_FUNCTION, -1, _join, deterministic=True)


@compiles(Named, "sqlite")
def _named_on_sqlite(element: Named, compiler: SQLCompiler, **how: object) -> str:
    return f"{INDEX} MATCH {compiler.process(element.clauses, **how)}"


@compiles(Named, "postgresql")
def _named_on_postgresql(element: Named, compiler: SQLCompiler, **how: object) -> str:
    asked = compiler.process(element.clauses, **how)
    for ours, theirs in (('"*', "'':*"), ('"', "''"), (" AND ", " & ")):
        asked = f"replace({asked}, '{ours}', '{theirs}')"
    return f"{INDEX}.words @@ CAST({asked} AS tsquery)"


_FUNCTION = f"{INDEX}_of_{EDITION}"
_PARTS = ("title", "text", "edited_text", "author")


def _join(*parts: str | None) -> str:
    return " ".join(split("\n".join(part for part in parts if part)))


def _is_made(connection: Connection) -> bool:
    postgres = connection.dialect.name == "postgresql"
    # The trigger is made last, and goes when a migration makes the table of posts anew.
    where = "pg_trigger WHERE tgname" if postgres else "sqlite_master WHERE name"
    there = text(f"SELECT 1 FROM {where} = :name")  # noqa: S608  (all parts are ours)
    return connection.execute(there, {"name": f"{INDEX}_edited_{EDITION}"}).first() is not None


def words_of(row: str = "") -> str:
    """The words of a post in SQL."""
    return f"{_FUNCTION}({', '.join(row + part for part in _PARTS)})"


def _make_on_sqlite(connection: Connection) -> None:
    keep = f"INSERT INTO {INDEX} (rowid, words) VALUES (new.id, {words_of('new.')})"  # noqa: S608
    forget = (
        f"INSERT INTO {INDEX} ({INDEX}, rowid, words) VALUES ('delete', old.id, {words_of('old.')})"  # noqa: S608
    )
    for statement in (
        # Words without their places: a question asks which posts hold them, never where.
        f"CREATE VIRTUAL TABLE {INDEX} USING fts5"
        "(words, content='', tokenize='ascii', detail=none, columnsize=0, prefix='2 3')",
        f"INSERT INTO {INDEX} (rowid, words) SELECT id, {words_of()} FROM posts",  # noqa: S608
        f"CREATE TRIGGER {INDEX}_new AFTER INSERT ON posts BEGIN {keep}; END",
        f"CREATE TRIGGER {INDEX}_gone AFTER DELETE ON posts BEGIN {forget}; END",
        f"CREATE TRIGGER {INDEX}_edited_{EDITION} AFTER UPDATE OF {', '.join(_PARTS)} ON posts "
        f"BEGIN {forget}; {keep}; END",
    ):
        connection.exec_driver_sql(statement)


def _make_on_postgresql(connection: Connection) -> None:
    collation = connection.scalar(text(_LOWERING)) or "default"
    for statement in (
        _WORDS_OF.replace("COLLATION", f'"{collation}"'),
        f"CREATE TABLE {INDEX} (rowid bigint PRIMARY KEY, words tsvector NOT NULL)",
        f"INSERT INTO {INDEX} SELECT id, {words_of()} FROM posts",  # noqa: S608
        f"CREATE INDEX {INDEX}_all ON {INDEX} USING gin (words)",
        _KEEPING,
        f"CREATE TRIGGER {INDEX}_new AFTER INSERT ON posts "
        f"FOR EACH ROW EXECUTE FUNCTION {INDEX}_keep()",
        f"CREATE TRIGGER {INDEX}_gone AFTER DELETE ON posts "
        f"FOR EACH ROW EXECUTE FUNCTION {INDEX}_keep()",
        f"CREATE TRIGGER {INDEX}_emptied AFTER TRUNCATE ON posts EXECUTE FUNCTION {INDEX}_keep()",
        f"CREATE TRIGGER {INDEX}_edited_{EDITION} AFTER UPDATE OF {', '.join(_PARTS)} ON posts "
        f"FOR EACH ROW EXECUTE FUNCTION {INDEX}_keep()",
    ):
        connection.exec_driver_sql(statement)


def _quoted(pattern: str) -> str:
    return "'" + pattern.replace("'", "''").replace("%", "%%") + "'"


# A database made with the C locale lowers no Cyrillic letters by itself.
_LOWERING = (
    "SELECT collname FROM pg_collation WHERE collname IN ('und-x-icu', 'pg_c_utf8', 'C.utf8') "
    "AND collencoding IN (-1, 6) ORDER BY collname DESC LIMIT 1"
)
_WORDS_OF = f"""
CREATE FUNCTION {_FUNCTION}(VARIADIC parts text[]) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
WITH lowered AS (
  SELECT normalize(replace(lower(left(array_to_string(parts, E'\\n'), {LONGEST})
    COLLATE COLLATION), 'ς', 'σ'), NFKD) AS said
), folded AS (
  SELECT regexp_replace(
    normalize(regexp_replace(said, {_quoted(f"[{MARKS}]")}, '', 'g'), NFKC),
    {_quoted(f"[{BETWEEN}]")}, ' ', 'g') AS said FROM lowered
), words AS (
  SELECT string_to_table(regexp_replace(regexp_replace(said, {_quoted(f"[{RUN}]+")}, ' ', 'g'),
    {_quoted(ENDING)}, '\\1\\2', 'g'), ' ') AS word FROM folded
  UNION ALL
  SELECT substr(run[1], place, 2) FROM folded,
    regexp_matches(said, {_quoted(f"([{RUN}]+)")}, 'g') AS run,
    generate_series(1, length(run[1])) AS place
)
SELECT array_to_tsvector(array(
  SELECT DISTINCT left(word, {LONGEST_WORD}) FROM words WHERE word <> ''))
$$"""  # noqa: S608  (all parts are ours)
_KEEPING = f"""
CREATE FUNCTION {INDEX}_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF TG_OP = 'TRUNCATE' THEN TRUNCATE {INDEX}; RETURN NULL; END IF;
  IF TG_OP <> 'INSERT' THEN DELETE FROM {INDEX} WHERE rowid = old.id; END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO {INDEX} VALUES (new.id, {words_of("new.")});
  END IF;
  RETURN NULL;
END $$"""  # noqa: S608
_TRIGGERS = [f"{INDEX}_{name}" for name in ("new", "gone", "emptied", f"edited_{EDITION}")]
_DROP = {
    "sqlite": (
        *(f"DROP TRIGGER IF EXISTS {name}" for name in _TRIGGERS),
        f"DROP TABLE IF EXISTS {INDEX}",
    ),
    "postgresql": (
        *(f"DROP TRIGGER IF EXISTS {name} ON posts" for name in _TRIGGERS),
        f"DROP FUNCTION IF EXISTS {INDEX}_keep, {_FUNCTION}",
        f"DROP TABLE IF EXISTS {INDEX}",
    ),
}
