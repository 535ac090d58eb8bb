"""States of what goes out to a chat, and the moves between them. Nothing else changes a state."""

from enum import StrEnum


class Sending(StrEnum):
    """Of one delivery. A kill between the messenger's OK and ours leaves ``sending``: it is sent again, once."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    GIVEN_UP = "given_up"


MOVES: dict[Sending, frozenset[Sending]] = {
    Sending.WAITING: frozenset({Sending.SENDING, Sending.GIVEN_UP}),
    Sending.SENDING: frozenset({Sending.SENT, Sending.WAITING, Sending.GIVEN_UP}),
    Sending.SENT: frozenset(),
    Sending.GIVEN_UP: frozenset(),
}


def before(state: Sending) -> list[Sending]:
    """The states from which a delivery may come into this one."""
    return [earlier for earlier, later in MOVES.items() if state in later]
