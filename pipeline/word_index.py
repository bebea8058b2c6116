"""The full-text indexes: tables beside posts and tasks, made where they are missing.

SQLite keeps words in FTS5 tables, PostgreSQL in tables of tsvectors; both have the number of the
post or task as rowid, follow posts and tasks by triggers, and hold what pipeline.search_words says.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, text

from pipeline.full_text import INDEX, TASK_INDEX
from pipeline.search_words import BETWEEN, ENDING, LONGEST, LONGEST_WORD, MARKS, RUN, split

AT_ONCE = 2_000  # pages of an index in one transaction
EDITION = 1  # of the words: with another number the indexes are made anew
_FUNCTION = f"{INDEX}_of_{EDITION}"
_PARTS = ("title", "text", "edited_text", "author")
# The triggers made last; one of them goes when a migration makes its table anew.
_LAST = {
    INDEX: (f"{INDEX}_edited_{EDITION}",),
    TASK_INDEX: (f"{TASK_INDEX}_edited_{EDITION}", f"{TASK_INDEX}_moved_{EDITION}"),
}


def make_index(connection: Connection) -> None:
    """Make the indexes and the triggers that keep them where they are missing or out of date."""
    postgres = connection.dialect.name == "postgresql"
    for index in (INDEX, TASK_INDEX):
        if not _is_made(connection, index):
            drop_index(connection, index)
            for statement in (_on_postgresql if postgres else _on_sqlite)(connection, index):
                connection.exec_driver_sql(statement)


def has_index(connection: Connection) -> bool:
    """Whether all of them are there and up to date."""
    return all(_is_made(connection, index) for index in (INDEX, TASK_INDEX))


def drop_index(connection: Connection, *indexes: str) -> None:
    """Take indexes and their triggers away; all when none is named."""
    for index in indexes or (TASK_INDEX, INDEX):
        for statement in _dropping(index, postgres=connection.dialect.name == "postgresql"):
            connection.exec_driver_sql(statement)


def forget_words(connection: Connection, *, begin: bool) -> bool:
    """Write a part of SQLite's indexes anew without what posts say no more; is there more to do?

    Nobody finds it before, but it stands in the file. PostgreSQL's vacuum does the same.
    """
    if connection.dialect.name == "postgresql":
        return False
    before = _count_changes(connection)
    for index in (INDEX, TASK_INDEX):
        merge = f"INSERT INTO {index} ({index}, rank) VALUES ('merge', ?)"  # noqa: S608
        connection.exec_driver_sql(merge, (-AT_ONCE if begin else AT_ONCE,))
    # Each of the two counts as one change, whatever it does.
    return begin or _count_changes(connection) - before > len((INDEX, TASK_INDEX))


def _count_changes(connection: Connection) -> int:
    return int(connection.scalar(text("SELECT total_changes()")) or 0)


def give_functions(connection: Any) -> None:  # the driver's own connection
    """Teach SQLite the function that its triggers call."""
    connection.create_function(_FUNCTION, -1, _join, deterministic=True)


def words_of(row: str = "") -> str:
    """The words of a post in SQL."""
    return f"{_FUNCTION}({', '.join(row + part for part in _PARTS)})"


def _join(*parts: str | None) -> str:
    return " ".join(split("\n".join(part for part in parts if part)))


def _is_made(connection: Connection, index: str) -> bool:
    postgres = connection.dialect.name == "postgresql"
    where = "pg_trigger WHERE tgname" if postgres else "sqlite_master WHERE name"
    there = text(f"SELECT 1 FROM {where} = :name")  # noqa: S608  (all parts are ours)
    return all(connection.execute(there, {"name": name}).first() for name in _LAST[index])


def _on_sqlite(_connection: Connection, index: str) -> Iterator[str]:
    # Words without their places: a question asks which posts hold them, never where.
    yield (
        f"CREATE VIRTUAL TABLE {index} USING fts5"
        "(words, content='', tokenize='ascii', detail=none, columnsize=0, prefix='2 3')"
    )
    yield from _posts_on_sqlite() if index == INDEX else _tasks_on_sqlite()


def _posts_on_sqlite() -> Iterator[str]:
    keep = f"INSERT INTO {INDEX} (rowid, words) VALUES (new.id, {words_of('new.')})"  # noqa: S608
    forget = (
        f"INSERT INTO {INDEX} ({INDEX}, rowid, words) VALUES ('delete', old.id, {words_of('old.')})"  # noqa: S608
    )
    yield f"INSERT INTO {INDEX} (rowid, words) SELECT id, {words_of()} FROM posts"  # noqa: S608
    yield f"CREATE TRIGGER {INDEX}_new AFTER INSERT ON posts BEGIN {keep}; END"
    yield f"CREATE TRIGGER {INDEX}_gone AFTER DELETE ON posts BEGIN {forget}; END"
    yield (
        f"CREATE TRIGGER {INDEX}_edited_{EDITION} AFTER UPDATE OF {', '.join(_PARTS)} ON posts "
        f"BEGIN {forget}; {keep}; END"
    )


def _tasks_on_sqlite() -> Iterator[str]:
    add = f"INSERT INTO {TASK_INDEX} (rowid, words) SELECT"
    take = f"INSERT INTO {TASK_INDEX} ({TASK_INDEX}, rowid, words) SELECT 'delete',"
    keep = f"{add} new.id, {words_of()} FROM posts WHERE id = new.post_id"
    forget = f"{take} old.id, {words_of()} FROM posts WHERE id = old.post_id"
    edited = f"{take} id, {words_of('old.')} FROM tasks WHERE post_id = old.id; "
    edited += f"{add} id, {words_of('new.')} FROM tasks WHERE post_id = new.id"
    yield f"{add} tasks.id, {words_of()} FROM tasks JOIN posts ON posts.id = tasks.post_id"
    yield f"CREATE TRIGGER {TASK_INDEX}_new AFTER INSERT ON tasks BEGIN {keep}; END"
    # Before it goes: later its post may be gone as well.
    yield f"CREATE TRIGGER {TASK_INDEX}_gone BEFORE DELETE ON tasks BEGIN {forget}; END"
    yield (
        f"CREATE TRIGGER {TASK_INDEX}_edited_{EDITION} AFTER UPDATE OF {', '.join(_PARTS)} "
        f"ON posts BEGIN {edited}; END"
    )
    yield (
        f"CREATE TRIGGER {TASK_INDEX}_moved_{EDITION} AFTER UPDATE OF post_id ON tasks "
        f"BEGIN {forget}; {keep}; END"
    )


def _on_postgresql(connection: Connection, index: str) -> Iterator[str]:
    if index == INDEX:
        collation = connection.scalar(text(_LOWERING)) or "default"
        yield _WORDS_OF.replace("COLLATION", f'"{collation}"')
    yield f"CREATE TABLE {index} (rowid bigint PRIMARY KEY, words tsvector NOT NULL)"
    yield _FILL[index]
    yield f"CREATE INDEX {index}_all ON {index} USING gin (words)"
    yield from _KEEPING[index]
    for name, when in _TRIGGERS_ON_POSTGRESQL[index].items():
        level = "STATEMENT" if "TRUNCATE" in when else "ROW"
        function = f"{index}_edit" if index == TASK_INDEX and "posts" in when else f"{index}_keep"
        yield f"CREATE TRIGGER {name} {when} FOR EACH {level} EXECUTE FUNCTION {function}()"


def _dropping(index: str, *, postgres: bool) -> Iterator[str]:
    of = "tasks" if index == TASK_INDEX else "posts"
    for name in ("new", "gone", "emptied", f"moved_{EDITION}"):
        yield f"DROP TRIGGER IF EXISTS {index}_{name}" + (f" ON {of}" if postgres else "")
    yield f"DROP TRIGGER IF EXISTS {index}_edited_{EDITION}" + (" ON posts" if postgres else "")
    if postgres:
        own = _FUNCTION if index == INDEX else f"{index}_edit"
        yield f"DROP FUNCTION IF EXISTS {index}_keep, {own}"
    yield f"DROP TABLE IF EXISTS {index}"


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
_EDITED = f"UPDATE OF {', '.join(_PARTS)} ON posts"
_TRIGGERS_ON_POSTGRESQL = {
    INDEX: {
        f"{INDEX}_new": "AFTER INSERT ON posts",
        f"{INDEX}_gone": "AFTER DELETE ON posts",
        f"{INDEX}_emptied": "AFTER TRUNCATE ON posts",
        f"{INDEX}_edited_{EDITION}": f"AFTER {_EDITED}",
    },
    # Triggers of one event run by their names, so that those of posts have kept the words.
    TASK_INDEX: {
        f"{TASK_INDEX}_new": "AFTER INSERT ON tasks",
        f"{TASK_INDEX}_gone": "AFTER DELETE ON tasks",
        f"{TASK_INDEX}_emptied": "AFTER TRUNCATE ON tasks",
        f"{TASK_INDEX}_edited_{EDITION}": f"AFTER {_EDITED}",
        f"{TASK_INDEX}_moved_{EDITION}": "AFTER UPDATE OF post_id ON tasks",
    },
}
_FILL = {
    INDEX: f"INSERT INTO {INDEX} SELECT id, {words_of()} FROM posts",  # noqa: S608
    TASK_INDEX: f"INSERT INTO {TASK_INDEX} SELECT tasks.id, words FROM tasks "  # noqa: S608
    f"JOIN {INDEX} ON rowid = post_id",
}


def _keeping(index: str, values: str) -> str:
    """The function of a table's triggers; `values` are the row's own."""
    return f"""
CREATE FUNCTION {index}_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF TG_OP = 'TRUNCATE' THEN TRUNCATE {index}; RETURN NULL; END IF;
  IF TG_OP <> 'INSERT' THEN DELETE FROM {index} WHERE rowid = old.id; END IF;
  IF TG_OP <> 'DELETE' THEN INSERT INTO {index} {values}; END IF;
  RETURN NULL;
END $$"""  # noqa: S608


_KEEPING = {
    INDEX: (_keeping(INDEX, f"VALUES (new.id, {words_of('new.')})"),),
    TASK_INDEX: (
        _keeping(TASK_INDEX, f"SELECT new.id, words FROM {INDEX} WHERE rowid = new.post_id"),  # noqa: S608
        f"""
CREATE FUNCTION {TASK_INDEX}_edit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  UPDATE {TASK_INDEX} SET words = {words_of("new.")}
    WHERE rowid IN (SELECT id FROM tasks WHERE post_id = new.id);
  RETURN NULL;
END $$""",  # noqa: S608
    ),
}
