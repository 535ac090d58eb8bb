"""The chat page in a real Chromium: usable by keyboard and screen reader, small screens, bad networks."""

import json
import re
import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from languages.catalogue import languages
from tests.conftest import PROJECT, Haki

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser, haki: Haki) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    opened = context.new_page()
    opened.goto(f"{haki.address}/?lang=en")
    yield opened
    context.close()


def ask(page: Page, words: str) -> None:
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def test_a_question_is_asked_and_answered_by_keyboard_at_320_px(page: Page) -> None:
    page.locator("#message").focus()
    ask(page, "my boss keeps my passport")
    expect(page.locator("article.bot").first).to_contain_text("passport", timeout=20_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate("document.activeElement.id") == "message"
    assert page.locator("#log").get_attribute("aria-live") == "polite"
    page.set_viewport_size({"width": 420, "height": 860})
    page.screenshot(path=str(PROJECT / "docs" / "chat.png"))


def test_axe_finds_nothing_before_and_after_an_answer(page: Page) -> None:
    for step in ("opened", "answered"):
        if step == "answered":
            page.locator("#message").focus()
            ask(page, "he is beating me please help")
            expect(page.locator("article.urgent").first).to_be_visible(timeout=20_000)
        found = Axe().run(page).response["violations"]
        assert not found, json.dumps([(one["id"], [n["html"] for n in one["nodes"]]) for one in found], indent=1)


def test_what_is_written_without_network_is_sent_later_and_shown_once(page: Page) -> None:
    page.locator("#message").focus()
    ask(page, "hello")
    expect(page.locator("article.bot").first).to_be_visible(timeout=20_000)
    page.context.set_offline(True)
    ask(page, "thank you")
    expect(page.locator("#status")).to_contain_text("No connection", timeout=30_000)
    expect(page.locator("article.mine").last).to_contain_text("not sent yet")
    page.context.set_offline(False)
    expect(page.locator("article.mine").last).not_to_contain_text("not sent yet", timeout=20_000)
    expect(page.locator("article.bot").last).to_contain_text("You are welcome", timeout=20_000)
    page.reload()
    expect(page.locator("article.bot").last).to_contain_text("You are welcome", timeout=20_000)
    assert page.locator("article.bot", has_text="You are welcome").count() == 1
    assert page.locator("article.mine").count() == 2


@pytest.mark.parametrize("language", list(languages()))
def test_the_page_speaks_every_language_in_its_direction(browser: Browser, haki: Haki, language: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(f"{haki.address}/?lang={language}")
    assert page.locator("html").get_attribute("dir") == languages()[language].direction
    assert not re.search(r"\{\{\w+\}\}", page.content())
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


def test_script_in_a_message_stays_text(page: Page) -> None:
    page.locator("#message").focus()
    ask(page, "<img src=x onerror=document.title='broken'>")
    expect(page.locator("article.bot").first).to_be_visible(timeout=20_000)
    assert page.title() != "broken"
    assert page.locator("#log img").count() == 0
