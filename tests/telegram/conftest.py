"""Haki with a Telegram bot: once brought its updates, once asking for them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Haki, free_port, fresh_copy, running
from tests.telegram.emulated import Emulator
from tests.telegram.fake import SECRET, TOKEN, FakeTelegram


@pytest.fixture(scope="session")
def telegram() -> Iterator[FakeTelegram]:
    """A Bot API that behaves."""
    fake = FakeTelegram()
    yield fake
    fake.stop()


def with_bot(prepared: Path, folder: Path, fake: FakeTelegram | Emulator, intake: str, **chosen: str) -> Haki:
    """Haki, not started yet, with a bot."""
    port = str(free_port())
    return Haki(
        fresh_copy(prepared, folder / "data"),
        HAKI_TELEGRAM_TOKEN=TOKEN,
        HAKI_TELEGRAM_API=fake.address,
        HAKI_TELEGRAM_INTAKE=intake,
        HAKI_TELEGRAM_SECRET=SECRET,
        HAKI_PORT=port,
        **chosen,
        HAKI_PUBLIC_URL=f"http://127.0.0.1:{port}",
    )


@pytest.fixture(scope="session")
def bot(prepared: Path, telegram: FakeTelegram, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Haki]:
    """Haki with a webhook."""
    with running(with_bot(prepared, tmp_path_factory.mktemp("bot"), telegram, "webhook")) as started:
        yield started
