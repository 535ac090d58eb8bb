"""Return codes: a short code to note down, which opens the same conversation on another device or in a messenger.

Whoever has a code reads the conversation, so guessing must be hopeless: 12 letters and digits of 30 are 59 bits, and
tries are counted. Only a digest is kept.
"""

import secrets
from datetime import date, timedelta

from sqlalchemy import delete, select

from channels.allowance import nameless, use
from channels.doors import Opened, add_door, digest
from channels.limits import CODES_OF_ADDRESS, CODES_OF_ALL
from storage.database import reading, writing
from storage.tables import ReturnCode, now

#: No letter or digit that looks or sounds like another one in print and handwriting.
LETTERS = "ABCDEFGHJKMNPQRTUVWXYZ23456789"
LENGTH, GROUP = 12, 4
#: How long a code opens its conversation.
HOLDS = timedelta(days=30)


class UnknownCode(LookupError):
    """No conversation has this code, or not any more."""


class TooManyTries(Exception):
    """Too many codes were tried from here, or by everybody together."""


def new_code(conversation_id: str) -> tuple[str, date]:
    """A code for a conversation, in groups, and its last day. The one before no longer opens anything."""
    plain = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    until = now() + HOLDS
    with writing() as session:
        session.execute(delete(ReturnCode).where(ReturnCode.conversation_id == conversation_id))
        session.add(ReturnCode(digest=digest(plain), conversation_id=conversation_id, until=until))
    return "-".join(plain[start : start + GROUP] for start in range(0, LENGTH, GROUP)), until.date()


def tidy(written: str) -> str | None:
    """A code as people write it (small letters, other hyphens, spaces), or None if it cannot be one."""
    plain = "".join(character for character in written.upper() if character.isalnum())
    return plain if len(plain) == LENGTH and set(plain) <= set(LETTERS) else None


def open_by_code(written: str, who: str, channel: str, address: str | None = None) -> Opened:
    """Open the conversation of a code with one more door.

    ``who`` asks: a network address or a chat, counted without its name. Raises UnknownCode and TooManyTries.
    """
    with writing() as session:
        exceeded = use(session, CODES_OF_ADDRESS, nameless(who)) + use(session, CODES_OF_ALL, "")
    if exceeded:
        raise TooManyTries
    plain = tidy(written)
    with reading() as session:
        wanted = ReturnCode.digest == digest(plain or "")
        conversation = session.scalar(select(ReturnCode.conversation_id).where(wanted, ReturnCode.until > now()))
    if conversation is None:
        raise UnknownCode
    with writing() as session:
        return add_door(session, conversation, channel, address)
