"""The bot's own sentences, one file a language. A language without a phrase says the English one."""

from functools import cache

import yaml

from languages.catalogue import DEFAULT
from settings import PROJECT, settings


@cache
def phrases(language: str) -> dict[str, str]:
    """All phrases of one language by key; empty where nobody has written any yet."""
    path = PROJECT / "bot" / "phrases" / f"{language}.yml"
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}


def phrase(key: str, language: str, **values: str) -> str:
    """One sentence with its values filled in. Raises KeyError for a phrase that does not exist in English."""
    spoken = phrases(language).get(key) or phrases(DEFAULT)[key]
    for name, value in values.items():
        spoken = spoken.replace("{" + name + "}", value)
    return spoken


def centre_name(language: str) -> str:
    """The centre's name, or what to call it in a language while the settings do not say."""
    return settings().centre_name or phrase("the_centre", language)
