"""Links that work without a login: what they say is signed, so that nobody can make one up."""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.desk_model import SigningKey
from pipeline.insertion import insert_new

SIGNATURE = 18  # bytes; 144 bits cannot be guessed
LONGEST = 200  # characters of a token


def open_key(session: Session) -> bytes:
    """The key of this installation, made when it is asked for first."""
    key = find_key(session)
    if key is not None:
        return key
    insert_new(session, SigningKey, {"id": 1, "secret": secrets.token_hex(32)})
    return find_key(session) or b""


def find_key(session: Session) -> bytes | None:
    """The key, if anything was ever signed."""
    secret = session.scalar(select(SigningKey.secret))
    return None if secret is None else bytes.fromhex(secret)


def seal(key: bytes, purpose: str, said: bytes) -> str:
    """A token that says something for one purpose.  (pure)"""
    return urlsafe_b64encode(_sign(key, purpose, said) + said).decode().rstrip("=")


def unseal(key: bytes | None, purpose: str, token: str) -> bytes | None:
    """What a token says; None when it is not ours, or made for another purpose.  (pure)"""
    if key is None or len(token) > LONGEST or not token.isascii():
        return None
    try:
        whole = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    signature, said = whole[:SIGNATURE], whole[SIGNATURE:]
    return said if hmac.compare_digest(signature, _sign(key, purpose, said)) else None


def _sign(key: bytes, purpose: str, said: bytes) -> bytes:
    return hmac.new(key, purpose.encode() + b"\0" + said, sha256).digest()[:SIGNATURE]
