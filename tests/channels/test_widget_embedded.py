"""The widget on a union's own site: another origin, a strict policy, one exact allowed origin."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.channels.conftest import ANSWERED, DESK, PHONE, ask, assert_clean, shown_focus
from tests.channels.test_widget_looks import PICTURES
from tests.conftest import Haki, free_port, fresh_copy

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
SITE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src {haki}; style-src 'self';
 connect-src {haki}; img-src 'self' data:">
<title>Domestic Workers Union</title><link rel="stylesheet" href="site.css"><link rel="icon" href="data:,">
<script src="{haki}/haki-chat.js" defer></script></head>
<body><header><p>Domestic Workers Union</p></header>
<main><h1>We are here for you</h1><p>Open Monday to Friday, nine to four. Come in, or ask here at any time.</p></main>
<haki-chat lang="en" country="ke"></haki-chat></body></html>"""
# A site's own styles, some of them careless, must not reach into the chat.
STYLES = """html { font-size: 62.5% } body { font: 1.8rem/1.5 serif; margin: 0; background: #eef3f8; color: #222 }
header, main { padding: 2rem 4rem } header { background: #12355b; color: #fff }
button, p, h2, article { color: red !important; float: left; text-transform: uppercase }
main p, header p, main h1 { color: inherit !important; float: none; text-transform: none }"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A union's site on an origin of its own."""
    folder = tmp_path_factory.mktemp("site")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", free_port()), partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def wait_until_it_listens(running: Haki) -> None:
    """Until the application has loaded its knowledge; Rasa is not needed."""
    until = time.monotonic() + 200
    while time.monotonic() < until:
        with suppress(httpx.TransportError):
            if httpx.get(f"{running.address}/api/health", trust_env=False).json()["ready"]:
                return
        time.sleep(0.3)
    raise AssertionError("The application did not start.")


@pytest.fixture(scope="module")
def embedding(
    prepared: Path, tmp_path_factory: pytest.TempPathFactory, site: tuple[Path, str]
) -> Iterator[tuple[Haki, str]]:
    """A Haki that lets this one site in. Without Rasa: first steps in danger come all the same."""
    folder, origin = site
    running = Haki(fresh_copy(prepared, tmp_path_factory.mktemp("haki") / "data"), HAKI_ALLOWED_ORIGINS=origin)
    (folder / "index.html").write_text(SITE.replace("{haki}", running.address), encoding="utf-8")
    (folder / "site.css").write_text(STYLES, encoding="utf-8")
    running.start("application")
    try:
        wait_until_it_listens(running)
        yield running, origin
    finally:
        running.stop()


@pytest.fixture
def page(browser: Browser, embedding: tuple[Haki, str]) -> Iterator[Page]:
    """The union's page, with the chat's button on it."""
    _, origin = embedding
    context = browser.new_context(viewport=DESK)
    opened = context.new_page()
    opened.faults = []  # type: ignore[attr-defined]
    opened.on("console", lambda line: line.type == "error" and opened.faults.append(line.text))  # type: ignore[attr-defined]
    opened.goto(origin)
    expect(opened.locator(".launcher")).to_have_text(re.compile("Help and questions"), timeout=ANSWERED)
    yield opened
    context.close()


def test_a_button_opens_a_panel_that_is_asked_and_answered(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    assert_clean(page, "closed")
    expect(page.locator("#message")).to_be_hidden()
    page.locator(".launcher").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#message")).to_be_visible()
    assert shown_focus(page) == "message"
    assert_clean(page, "open")
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=str(PICTURES / "embedded.png"), caret="hide")
    ask(page, "he is beating me please help")
    urgent = page.locator("article.urgent").first
    expect(urgent).to_be_visible(timeout=ANSWERED)
    expect(urgent.locator("a[href^='tel:']").first).to_be_visible()
    assert_clean(page, "answered")
    page.locator("#close").click()
    expect(page.locator("#message")).to_be_hidden()
    assert "launcher" in shown_focus(page)
    # No policy was broken, nobody else was asked, and the site's own styles did not come in.
    assert page.faults == []  # type: ignore[attr-defined]
    assert {url.split("/")[2] for url in asked if url.startswith("http")} <= {page.url.split("/")[2], *allowed(page)}


def allowed(page: Page) -> set[str]:
    """The host that the script came from."""
    return {page.locator("script[src*='haki-chat.js']").get_attribute("src").split("/")[2]}  # type: ignore[union-attr]


def test_styles_of_the_site_stay_outside(page: Page) -> None:
    page.locator(".launcher").click()
    look = page.locator(".welcome p").first.evaluate("one => { const s = getComputedStyle(one)\n"
        "return [s.float, s.textTransform, s.color, parseFloat(s.fontSize)] }")  # fmt: skip
    assert look[:2] == ["none", "none"]
    assert look[2] != "rgb(255, 0, 0)"
    assert look[3] >= 16


def test_on_a_small_phone_the_panel_fills_the_screen(page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.locator(".launcher").click()
    box = page.locator(".room").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 320, "height": 640}
    assert_clean(page, "small")


def test_leaving_takes_only_what_is_ours_from_the_site(page: Page) -> None:
    page.evaluate("localStorage.setItem('basket', 'bread'); sessionStorage.setItem('seen', 'yes')")
    page.locator(".launcher").click()
    ask(page, "he is beating me please help")
    expect(page.locator("article.urgent").first).to_be_visible(timeout=ANSWERED)
    origin = page.url
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile("/calendar$"))
    page.goto(origin)
    assert page.evaluate("[Object.keys(localStorage), Object.keys(sessionStorage)]") == [["basket"], ["seen"]]


def test_escape_does_nothing_while_the_panel_is_closed(page: Page) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator(".launcher")).to_be_visible()
    assert "calendar" not in page.url


def test_without_a_language_of_its_own_it_speaks_the_browsers(
    browser: Browser, embedding: tuple[Haki, str], site: tuple[Path, str]
) -> None:
    (folder, origin), running = site, embedding[0]
    context = browser.new_context(viewport=PHONE, locale="ar-LB")
    page = context.new_page()
    plain = SITE.replace("{haki}", running.address).replace('<haki-chat lang="en"', "<haki-chat")
    (folder / "plain.html").write_text(plain, encoding="utf-8")
    page.goto(f"{origin}/plain.html")
    expect(page.locator(".launcher")).to_have_attribute("lang", "ar", timeout=ANSWERED)
    expect(page.locator(".launcher")).to_have_attribute("dir", "rtl")
    context.close()


def test_a_site_that_is_not_allowed_gets_no_words(
    browser: Browser, embedding: tuple[Haki, str], site: tuple[Path, str]
) -> None:
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    # The same site under its other name is another origin.
    page.goto(site[1].replace("127.0.0.1", "localhost"))
    page.locator(".launcher").click()
    expect(page.locator("#status")).to_contain_text("No connection", timeout=ANSWERED)
    # It neither hides nor pretends; the way out is there.
    expect(page.get_by_role("button", name="Leave")).to_be_visible()
    assert page.locator("#message").count() == 0
    context.close()
