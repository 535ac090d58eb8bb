"""The languages Haki speaks, as languages.yml lists them."""

from dataclasses import dataclass
from functools import cache

import yaml

from settings import PROJECT

DEFAULT = "en"
#: Other codes that phones and browsers give to languages of ours.
_ALSO = {"fil": "tl", "in": "id"}


@dataclass(frozen=True)
class Language:
    """One language: its BCP-47 code, its own name, ISO 15924 script and direction (ltr or rtl)."""

    code: str
    name: str
    script: str
    direction: str
    romanised: bool = False


@cache
def languages() -> dict[str, Language]:
    """All languages by code, in the order of languages.yml."""
    entries = yaml.safe_load((PROJECT / "languages.yml").read_text(encoding="utf-8"))
    return {code: Language(code, **entry) for code, entry in entries.items()}


def known(code: str | None) -> str | None:
    """The code if Haki speaks that language (a region such as ``fr-BE`` is cut off), else None."""
    base = (code or "").replace("_", "-").split("-")[0].lower()
    base = _ALSO.get(base, base)
    return base if base in languages() else None
