"""A part of `otklik follow-up`: what became of answers that platforms left without a word."""

from collections import Counter
from datetime import UTC, datetime

from pipeline import lost_answers, publishing
from pipeline.database import Database
from pipeline.posting.account import Account
from pipeline.posting.door import Door
from pipeline.posting.ways import Way
from pipeline.reply_model import Reply

MOST = 20  # answers in one run: each may take a minute


def seek_all(database: Database, accounts: list[Account], door: Door) -> Counter[str]:
    """Look for the lost answers, and post again what is not there; what came of them."""
    with database.reading() as session:
        lost = lost_answers.find_lost(session, datetime.now(UTC)) if accounts else []
    return Counter(_seek(database, accounts, door, reply_id) for reply_id in lost[:MOST])


def _seek(database: Database, accounts: list[Account], door: Door, reply_id: int) -> str:
    """Look for one; each look and each attempt between two transactions of their own."""
    claimed = datetime.now(UTC)
    with database.writing() as session:
        reply = lost_answers.claim(session, reply_id, claimed)
        if reply is None:
            return "taken"
        way = publishing.way_for(session, reply.task, accounts)
        known = lost_answers.known_addresses(session, reply)
    stands, url = None, None
    if way is not None and str(way) == reply.way:
        stands, url = lost_answers.look(way, door, reply.text, known)
    with database.writing() as session:
        if stands:
            lost_answers.keep_found(session, reply_id, url, datetime.now(UTC))
            return "found"
        if stands is None or way is None:
            lost_answers.leave(session, reply_id)
            return "unknown"
        if not lost_answers.begin_again(session, reply_id, claimed, datetime.now(UTC)):
            return "given back"
    return _post_again(database, way, door, reply)


def _post_again(database: Database, way: Way, door: Door, reply: Reply) -> str:
    came = publishing.ask_platform(way, door, reply.text, reply.key)
    with database.writing() as session:
        kept = session.get_one(Reply, reply.id)
        if kept.person is None:
            return "unknown"
        return str(publishing.finish(session, reply.id, came, kept.person, datetime.now(UTC)))
