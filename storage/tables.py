"""Every table. Rows have states instead of booleans; the table of moves in each package changes them."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, aware in Python on every database (SQLite keeps no zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Refuse a moment without a zone: it would be kept as somebody's local time."""
        if value is not None and value.tzinfo is None:
            raise ValueError("A moment needs its time zone.")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Give the zone back where the database dropped it."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


class Table(DeclarativeBase):
    """Base of all tables."""

    type_annotation_map: ClassVar = {datetime: Moment, dict[str, Any]: JSON}


class Revision(Table):
    """One state of a document of the library: an answer in one language, or the directory of one country.

    ``document`` is the file, letter for letter. At most one revision of a document is published; it is the live
    text. ``shipped_digest`` is set on revisions that came with the software: a document whose published revision
    has none belongs to the staff and is never overwritten.
    """

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("kind", "slug", "language", "number"),
        Index(
            "one_published",
            "kind",
            "slug",
            "language",
            unique=True,
            sqlite_where=text("state = 'published'"),
            postgresql_where=text("state = 'published'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))  # answer, directory
    slug: Mapped[str] = mapped_column(String(80))  # a key of topics.yml, or a country code
    language: Mapped[str] = mapped_column(String(12), default="")
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))  # draft, in_review, published, retired
    document: Mapped[str] = mapped_column(Text)
    shipped_digest: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=now)


class Edition(Table):
    """One row: a number that moves with every change to the live library, so that readers may keep what they read."""

    __tablename__ = "edition"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(default=0)


class PassageVector(Table):
    """The meaning of a phrasing, so that no text is encoded twice."""

    __tablename__ = "passage_vector"

    encoder: Mapped[str] = mapped_column(String(60), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class Conversation(Table):
    """What one worker and Haki say to each other. ``slots`` is what Rasa decided; a new Rasa process starts from it."""

    __tablename__ = "conversation"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    slots: Mapped[dict[str, Any]] = mapped_column(default=dict)
    turns: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Door(Table):
    """A way into a conversation: a web page's key (its digest only) or a chat of a messenger. States: open, blocked.

    A conversation may have several: whoever has its return code opens one more.
    """

    __tablename__ = "door"
    __table_args__ = (UniqueConstraint("channel", "address"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    channel: Mapped[str] = mapped_column(String(20))  # web, telegram
    address: Mapped[str] = mapped_column(String(120))
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(12), default="open")
    created_at: Mapped[datetime] = mapped_column(default=now)


class ReturnCode(Table):
    """A code that opens a conversation elsewhere, as its digest; each conversation has at most one."""

    __tablename__ = "return_code"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), unique=True)
    until: Mapped[datetime]


class Incoming(Table):
    """A message as it came, stored before it is acknowledged. States: waiting, held (for an earlier one), done."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "external_id"),
        Index("inbox_waiting", "state", "available_at"),
        Index("inbox_sequence", "channel", "sequence"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    channel: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(120), default="")  # where its replies are delivered; the web asks
    external_id: Mapped[str] = mapped_column(String(160))
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(12))  # channels/message.py
    words: Mapped[str] = mapped_column(Text)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)  # of what is not words: type, size, the place
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    #: A messenger's own order, where it has one: messages can overtake one another on their way to us.
    sequence: Mapped[int | None] = mapped_column(BigInteger)
    attempts: Mapped[int] = mapped_column(default=0)
    apologised: Mapped[str] = mapped_column(String(12), default="no")  # no, waiting, danger
    available_at: Mapped[datetime] = mapped_column(default=now)
    received_at: Mapped[datetime] = mapped_column(default=now)
    done_at: Mapped[datetime | None]


class Outgoing(Table):
    """A reply, written in the transaction that finishes its message. A page shows those after the last id it has."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("inbox_id", "purpose", "position"),
        Index("outbox_conversation", "conversation_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    inbox_id: Mapped[int] = mapped_column(ForeignKey("inbox.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(12), default="reply")  # reply, waiting, danger
    position: Mapped[int]
    content: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Delivery(Table):
    """One call that brings something to a chat, in the order of ids. Written with the reply that it brings.

    ``call`` is the messenger's own request. States: waiting, sending, sent, given_up (channels/states.py).
    """

    __tablename__ = "delivery"
    __table_args__ = (
        Index("delivery_waiting", "state", "available_at"),
        Index("delivery_address", "channel", "address", "state"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    outbox_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id", ondelete="CASCADE"), index=True)
    channel: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(120))
    call: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(40), default="")  # why it was given up; never anybody's words
    available_at: Mapped[datetime] = mapped_column(default=now)
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]


class UnreadUpdate(Table):
    """Something that a messenger told us and that we have no use for: what kind it was and when, and nothing else."""

    __tablename__ = "unread_update"
    __table_args__ = (Index("unread_sequence", "channel", "sequence"),)

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    external_id: Mapped[str] = mapped_column(String(160), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    sequence: Mapped[int | None] = mapped_column(BigInteger)
    received_at: Mapped[datetime] = mapped_column(default=now)


class Count(Table):
    """How often something happened within a window of time, for limits. ``name`` holds no address, only a digest."""

    __tablename__ = "count"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    window: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # its last second, since 1970
    number: Mapped[int]


class Lease(Table):
    """Work that only one process does at a time: who does it, and until when unless it says so again."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(36))
    until: Mapped[datetime]


class Feedback(Table):
    """Whether an answer helped; one verdict a message, nobody's name."""

    __tablename__ = "feedback"

    inbox_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    answer: Mapped[str] = mapped_column(String(80))
    language: Mapped[str] = mapped_column(String(12))
    verdict: Mapped[str] = mapped_column(String(12))  # helped, not_helped
    created_at: Mapped[datetime] = mapped_column(default=now)
