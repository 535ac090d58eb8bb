"""Every setting, typed and parsed once. An unsafe value stops the start with a sentence that says what to do."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

PROJECT = Path(__file__).resolve().parent
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Mistake(ValueError):
    """Something that a person can mend; the message is a sentence that says how."""


class SettingsError(Mistake):
    """A setting is missing or unsafe; the message says what to do."""


@dataclass(frozen=True)
class Settings:
    """What an operator can choose. docs/settings.md describes each; a test holds the two together."""

    data_folder: Path
    database_url: str
    host: str
    port: int
    rasa_port: int
    rasa_token: str
    centre_name: str
    centre_phone: str
    centre_email: str
    centre_address: str
    centre_hours: str
    centre_timezone: str
    default_language: str

    @property
    def rasa_url(self) -> str:
        """Where Rasa listens: always loopback."""
        return f"http://127.0.0.1:{self.rasa_port}"

    @property
    def application_url(self) -> str:
        """Where this machine reaches the application."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


def parse(environment: Mapping[str, str]) -> Settings:
    """Read settings from ``HAKI_*`` variables.

    Raises SettingsError with a sentence for the operator when a value is unusable or unsafe.
    """

    def text(name: str, default: str = "") -> str:
        return environment.get(f"HAKI_{name}", default).strip()

    def number(name: str, default: int) -> int:
        value = text(name, str(default))
        if not value.isdecimal() or not 0 < int(value) < 65536:
            raise SettingsError(f"HAKI_{name} is {value!r}. Set it to a port number from 1 to 65535.")
        return int(value)

    unknown = {
        name for name in environment if name.startswith("HAKI_") and name[5:].lower() not in Settings.__annotations__
    }
    if unknown:
        raise SettingsError(f"{', '.join(sorted(unknown))}: no such setting. docs/settings.md lists them all.")
    data_folder = Path(text("DATA_FOLDER") or PROJECT / "var").expanduser().resolve()
    database_url = text("DATABASE_URL") or f"sqlite:///{data_folder / 'haki.db'}"
    if urlsplit(database_url).scheme != "sqlite":
        raise SettingsError("HAKI_DATABASE_URL must begin with sqlite:/// (no other database is supported yet).")
    port, rasa_port = number("PORT", 8000), number("RASA_PORT", 5005)
    if port == rasa_port:
        raise SettingsError(f"HAKI_PORT and HAKI_RASA_PORT are both {port}. Give each its own port.")
    token = text("RASA_TOKEN")
    if token and len(token) < 20:
        raise SettingsError("HAKI_RASA_TOKEN is too short to be a secret. Leave it out, or use 20 characters or more.")
    timezone = text("CENTRE_TIMEZONE", "UTC")
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingsError(f"HAKI_CENTRE_TIMEZONE is {timezone!r}. Use a name such as Africa/Nairobi.") from None
    return Settings(
        data_folder=data_folder,
        database_url=database_url,
        host=text("HOST", "127.0.0.1"),
        port=port,
        rasa_port=rasa_port,
        rasa_token=token or secrets.token_urlsafe(24),
        centre_name=text("CENTRE_NAME", ""),
        centre_phone=text("CENTRE_PHONE"),
        centre_email=text("CENTRE_EMAIL"),
        centre_address=text("CENTRE_ADDRESS"),
        centre_hours=text("CENTRE_HOURS"),
        centre_timezone=timezone,
        default_language=text("DEFAULT_LANGUAGE", "en"),
    )


@cache
def settings() -> Settings:
    """The settings of this process."""
    return parse(os.environ)
