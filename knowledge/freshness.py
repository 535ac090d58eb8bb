"""How long what was read may be trusted. Law is dated in the answers' own files; contacts by the day they were read."""

from datetime import date, timedelta

#: A number or an address is checked again after half a year.
CONTACTS = timedelta(days=183)
#: A country's rules that nobody has checked for this long after their date are no longer shown.
GRACE = timedelta(days=180)


def due_again(read: date) -> date:
    """The day by which a contact that was read on a day must be checked again."""
    return read + CONTACTS


def overdue(due: date | None, today: date) -> bool:
    """Whether it should have been checked again, but may still be shown with its age."""
    return due is not None and due < today


def too_old(due: date | None, today: date) -> bool:
    """Whether it may no longer be shown."""
    return due is not None and due + GRACE < today
