"""Every state of the widget, light and dark, in both directions, on a small phone and a desk; and its pictures."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.channels.conftest import ANSWERED, DESK, PHONE, Open, ask, ask_and_hear, assert_clean, choose
from tests.channels.test_widget_network import wait_for_keeper
from tests.conftest import PROJECT

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
PICTURES = PROJECT / "docs" / "pictures"
#: A phone that is neither small nor large, for pictures.
HAND = {"width": 390, "height": 780}
#: What is asked in each language, and a reply that must come.
ASKED = {
    "en": ("my boss keeps my passport", "he is beating me please help", "my salary was not paid"),
    "ar": ("صاحب العمل أخذ جواز سفري", "هو يضربني ساعدوني", "لم يدفع راتبي"),
}
Step = tuple[str, Callable[[Page], None]]


def states(language: str) -> Iterator[Step]:
    """Each state's name, and how to come to it from the one before."""
    question, danger, offline = ASKED[language]

    def back(page: Page) -> None:
        page.locator("dialog .round").click()

    def open_menu(page: Page) -> None:
        page.locator("#menu").click()
        page.locator("#country").select_option("KE")

    def row(icon_first: int) -> Callable[[Page], None]:
        return lambda page: page.locator("dialog button.row").nth(icon_first).click()

    def danger_shown(page: Page) -> None:
        ask(page, danger)
        expect(page.locator("article.urgent").first).to_be_visible(timeout=ANSWERED)

    def save(page: Page) -> None:
        page.locator("#save").click()
        expect(page.locator("#remove")).to_be_visible(timeout=ANSWERED)

    def search(page: Page) -> None:
        page.locator("#search").click()
        page.locator("#find").fill(offline)
        page.keyboard.press("Enter")
        expect(page.locator(".results article")).to_be_visible()

    def code(page: Page) -> None:
        back(page)
        back(page)
        row(2)(page)
        expect(page.locator(".groups")).to_be_visible()

    def enter_code(page: Page) -> None:
        back(page)
        row(3)(page)

    def forget(page: Page) -> None:
        back(page)
        page.locator("dialog button.row").last.click()

    def without_network(page: Page) -> None:
        page.locator("#forget-no").click()
        wait_for_keeper(page)
        page.context.set_offline(True)
        ask(page, offline)
        expect(page.locator("article.found")).to_be_visible()

    def back_again(page: Page) -> None:
        page.context.set_offline(False)
        expect(page.locator("article.mine .state")).to_have_count(0, timeout=ANSWERED)
        expect(page.locator(".dots")).to_have_count(0, timeout=ANSWERED)

    yield "first", lambda page: None
    yield "answer", lambda page: ask_and_hear(page, question)
    yield "menu", open_menu
    yield "danger", lambda page: (back(page), danger_shown(page))[0]
    yield "save", lambda page: (page.locator("#menu").click(), row(0)(page))[0]
    yield "saved", save
    yield "search", search
    yield "code", code
    yield "enter code", enter_code
    yield "forget", forget
    yield "without network", without_network
    yield "back again", back_again


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", list(ASKED))
def test_every_state_is_clean_light_and_dark_small_and_large(open_page: Open, language: str) -> None:
    page = open_page(f"/?lang={language}")
    for name, come in states(language):
        page.set_viewport_size(PHONE)
        come(page)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for size in (PHONE, DESK):
                page.set_viewport_size(size)
                assert_clean(page, f"{name}, {scheme}, {size['width']} px")


@pytest.mark.parametrize("size", [{"width": 320, "height": 256}, {"width": 640, "height": 320}])
def test_on_a_low_screen_everything_is_still_reached_and_the_way_out_stays(open_page: Open, size: dict) -> None:
    page = open_page(viewport=size)
    ask_and_hear(page, "my boss keeps my passport")
    assert_clean(page, "low")
    page.locator("article.bot button").last.scroll_into_view_if_needed()
    expect(page.locator("article.bot button").last).to_be_in_viewport()
    expect(page.locator(".leave").first).to_be_in_viewport()
    page.locator("#message").focus()
    expect(page.locator("#message")).to_be_in_viewport()


def test_with_forced_colours_it_stays_clean_and_shows_what_is_on(open_page: Open) -> None:
    page = open_page(forced_colors="active")
    ask_and_hear(page, "he is beating me please help")
    assert_clean(page, "forced colours")
    choose(page)
    assert_clean(page, "menu, forced colours")
    chosen = page.locator("#size-1")
    assert chosen.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"


def test_mixed_languages_are_marked(open_page: Open) -> None:
    page = open_page("/?lang=ar")
    page.locator("#menu").click()
    page.locator("#country").select_option("KE")
    page.locator("dialog .round").click()
    ask_and_hear(page, "هو يضربني ساعدوني")
    for part in page.locator("article.bot, article.bot .said, .contact[lang]").all():
        assert re.fullmatch(r"[a-z]{2}", part.get_attribute("lang") or "")
        assert part.get_attribute("dir") in ("ltr", "rtl")
    assert page.locator("a[href^='tel:'] span").first.get_attribute("dir") == "ltr"


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("language", "scheme", "wanted"),
    [
        ("en", "light", {"first", "answer", "menu", "danger", "saved", "code", "without network"}),
        ("ar", "dark", {"first", "danger", "forget"}),
    ],
)
def test_pictures(open_page: Open, language: str, scheme: str, wanted: set[str]) -> None:
    PICTURES.mkdir(exist_ok=True)
    page = open_page(f"/?lang={language}", viewport=HAND, color_scheme=scheme, reduced_motion="reduce")
    for name, come in states(language):
        come(page)
        if name in wanted:
            page.mouse.move(0, 0)
            page.evaluate("document.fonts.ready.then(() => true)")
            page.screenshot(path=str(PICTURES / f"{name.replace(' ', '-')}-{language}.png"), caret="hide")
