"""A real Chromium for the tests of the widget, and what they all do with it."""

import json
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.conftest import Haki

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
#: Milliseconds that an answer may take on a busy machine.
ANSWERED = 30_000
#: The width of the smallest phone that counts, and a desk.
PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 800}
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium a file."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def open_page(browser: Browser, haki: Haki) -> Iterator[Open]:
    """Opens the chat in a browser profile of its own, or in another tab of ``context``."""
    contexts: list[BrowserContext] = []

    def opening(address: str = "/?lang=en", context: BrowserContext | None = None, **chosen: Any) -> Page:
        if context is None:
            context = browser.new_context(**{"viewport": PHONE, "base_url": haki.address, **chosen})
            contexts.append(context)
        page = context.new_page()
        page.goto(address)
        expect(page.locator("#message")).to_be_visible(timeout=ANSWERED)
        return page

    yield opening
    for context in contexts:
        for page in context.pages:
            page.unroute_all(behavior="ignoreErrors")
        context.unroute_all(behavior="ignoreErrors")
        context.close()


@pytest.fixture
def page(open_page: Open) -> Page:
    """The chat on a small phone."""
    return open_page()


def ask(page: Page, words: str) -> None:
    """Write by keyboard."""
    page.locator("#message").focus()
    page.keyboard.insert_text(words)
    page.keyboard.press("Enter")


def ask_and_hear(page: Page, words: str) -> None:
    """Write, and wait for one reply more than there was."""
    before = page.locator("article.bot").count()
    ask(page, words)
    expect(page.locator("article.bot").nth(before)).to_be_visible(timeout=ANSWERED)


def choose(page: Page, *names: str) -> None:
    """Open the menu and press what has these names, one after the other."""
    page.locator("#menu").click()
    for name in names:
        page.locator("dialog").get_by_text(name, exact=True).click()


def assert_clean(page: Page, state: str = "") -> None:
    """Axe finds nothing, and nothing is wider than the screen."""
    found = Axe().run(page).response["violations"]
    told = [(one["id"], one["help"], [node["html"][:300] for node in one["nodes"]]) for one in found]
    assert not found, f"{state}: {json.dumps(told, indent=1, ensure_ascii=False)}"
    wide = page.evaluate("""() => {
        const root = document.querySelector('haki-chat').shadowRoot
        const shown = root.querySelectorAll('.room, .talk, dialog[open], .pages, article')
        const parts = [document.documentElement, ...shown]
        return parts.filter(part => part.scrollWidth > part.clientWidth + 1).map(part => part.className || part.tagName)
    }""")
    assert not wide, f"{state}: scrolls sideways: {wide}"


def shown_focus(page: Page) -> str:
    """The name of what has the focus, as its id, class or words."""
    return page.evaluate("""() => {
        let at = document.activeElement
        while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
        return at ? at.id || at.className || at.textContent.trim() || at.tagName : ''
    }""")
