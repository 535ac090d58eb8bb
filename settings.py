"""Every setting, typed and parsed once. An unsafe value stops the start with a sentence that says what to do."""

import os
import re
import secrets
from collections.abc import Callable, Mapping
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
    public_url: str
    allowed_origins: tuple[str, ...]
    exit_url: str
    metrics_token: str
    telegram_token: str
    telegram_intake: str
    telegram_secret: str
    telegram_api: str

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
    public_url = text("PUBLIC_URL").rstrip("/")
    if public_url and not _address(public_url):
        raise SettingsError(
            f"HAKI_PUBLIC_URL is {public_url!r}. Use the address people open, such as https://haki.example."
        )
    origins = tuple(origin.strip().rstrip("/") for origin in text("ALLOWED_ORIGINS").split(",") if origin.strip())
    for origin in origins:
        if not _address(origin) or urlsplit(origin).path:
            raise SettingsError(
                f"HAKI_ALLOWED_ORIGINS has {origin!r}. Write whole origins with commas between, such as "
                "https://union.example; a star would let every site speak in a worker's name."
            )
    exit_url = text("EXIT_URL", "/calendar")
    if not exit_url.startswith("/") and not _address(exit_url):
        raise SettingsError(
            f"HAKI_EXIT_URL is {exit_url!r}. Use /calendar or a whole address that arouses no suspicion."
        )
    metrics_token = text("METRICS_TOKEN")
    if metrics_token and len(metrics_token) < 20:
        raise SettingsError(
            "HAKI_METRICS_TOKEN is too short to be a secret. Leave it out, or use 20 characters or more."
        )
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
        public_url=public_url,
        allowed_origins=origins,
        exit_url=exit_url,
        metrics_token=metrics_token,
        **_telegram(text, public_url),
    )


def _telegram(text: Callable[..., str], public_url: str) -> dict[str, str]:
    """What Telegram needs, if a bot is to be connected."""
    token, intake, secret = text("TELEGRAM_TOKEN"), text("TELEGRAM_INTAKE", "polling"), text("TELEGRAM_SECRET")
    if token and not re.fullmatch(r"\d+:[\w-]{20,}", token):
        raise SettingsError("HAKI_TELEGRAM_TOKEN is not a bot's token. Copy it whole from @BotFather: 123456:ABC-DEF…")
    if intake not in ("polling", "webhook"):
        raise SettingsError(f"HAKI_TELEGRAM_INTAKE is {intake!r}. Use polling (no address needed) or webhook.")
    if token and intake == "webhook":
        # An own Bot API server may stand on the same machine; Telegram's wants https.
        if not public_url.startswith("http" if text("TELEGRAM_API") else "https://"):
            raise SettingsError("A webhook needs HAKI_PUBLIC_URL, beginning with https://. Or use polling.")
        if not re.fullmatch(r"[\w-]{20,256}", secret):
            raise SettingsError(
                "A webhook needs HAKI_TELEGRAM_SECRET: 20 to 256 letters, digits, _ or -. Without it anybody could "
                "write in a worker's name."
            )
    api = text("TELEGRAM_API", "https://api.telegram.org").rstrip("/")
    if not _address(api):
        raise SettingsError(
            f"HAKI_TELEGRAM_API is {api!r}. Leave it out, or give the address of your own Bot API server."
        )
    return {"telegram_token": token, "telegram_intake": intake, "telegram_secret": secret, "telegram_api": api}


def _address(value: str) -> bool:
    parts = urlsplit(value)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "*" not in value


@cache
def settings() -> Settings:
    """The settings of this process."""
    return parse(os.environ)
