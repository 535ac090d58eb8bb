"""The chat in a real Chromium: asked and answered, by keyboard and screen reader, in every language."""

import re

import pytest
from playwright.sync_api import Page, expect

from languages.catalogue import languages
from tests.channels.conftest import ANSWERED, DESK, Open, ask, ask_and_hear, assert_clean, choose, shown_focus
from tests.conftest import PROJECT

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def test_a_question_is_asked_and_answered_by_keyboard_at_320_px(page: Page) -> None:
    ask_and_hear(page, "my boss keeps my passport")
    expect(page.locator("article.bot").first).to_contain_text("passport")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert shown_focus(page) == "message"
    expect(page.locator("#log")).to_have_attribute("aria-live", "polite")
    page.set_viewport_size({"width": 420, "height": 860})
    page.screenshot(path=str(PROJECT / "docs" / "chat.png"))


def test_axe_finds_nothing_before_and_after_an_answer(page: Page) -> None:
    assert_clean(page, "opened")
    ask_and_hear(page, "he is beating me please help")
    expect(page.locator("article.urgent").first).to_be_visible()
    assert_clean(page, "answered")


@pytest.mark.parametrize("language", list(languages()))
def test_the_page_speaks_every_language_in_its_direction(open_page: Open, language: str) -> None:
    page = open_page(f"/?lang={language}")
    direction = languages()[language].direction
    assert page.locator("html").get_attribute("dir") == direction
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator(".room").get_attribute("dir") == direction
    assert not re.search(r"\{\{?\w+\}", page.locator(".room").inner_text())
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert_clean(page, language)


def test_script_in_a_message_stays_text(page: Page) -> None:
    ask_and_hear(page, "<img src=x onerror=document.title='broken'>")
    assert page.title() != "broken"
    assert page.locator("#log img").count() == 0
    assert "<img" in page.locator("article.mine").inner_text()


def test_the_first_screen_says_what_this_is_and_that_no_name_is_needed(page: Page) -> None:
    for words in ("Help for migrant workers", "You do not need to give your name", "I am in danger", "Leave"):
        expect(page.get_by_text(words).first).to_be_in_viewport()
    expect(page.locator("#message")).to_be_in_viewport()
    assert page.title() == "Notes"


def test_a_topic_button_is_answered_in_the_language_of_the_page(open_page: Open) -> None:
    page = open_page("/?lang=sw")
    page.locator(".topics button").last.click()
    expect(page.locator("article.bot").first).to_be_visible(timeout=ANSWERED)
    assert page.locator("article.bot").first.get_attribute("lang") == "sw"
    assert page.locator("article.mine").count() == 1
    # The page said silently which language it is in; that, and the greeting it brought, never show.
    assert page.locator("article.bot").count() == 1
    page.reload()
    expect(page.locator("article.bot").first).to_be_visible(timeout=ANSWERED)
    assert (page.locator("article.mine").count(), page.locator("article.bot").count()) == (1, 1)


def test_the_language_changes_without_a_reload_and_keeps_what_was_written(page: Page) -> None:
    ask_and_hear(page, "hello")
    page.evaluate("window.same = true")
    page.locator("#message").fill("half a sentence")
    page.locator("#language").select_option("ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator(".room")).to_have_attribute("lang", "ar")
    assert page.locator("#message").input_value() == "half a sentence"
    assert page.evaluate("window.same") is True
    assert shown_focus(page) == "language"
    expect(page.locator("article.mine")).to_have_count(2)
    expect(page.locator("article.bot").last).to_have_attribute("lang", "ar", timeout=ANSWERED)
    page.reload()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")


def test_urgent_replies_interrupt_and_their_numbers_can_be_pressed(open_page: Open) -> None:
    page = open_page(viewport=DESK)
    choose(page)
    page.locator("#country").select_option("KE")
    page.keyboard.press("Escape")
    ask(page, "he is beating me please help")
    expect(page.locator("[role=alert]")).to_contain_text("Urgent help", timeout=ANSWERED)
    urgent = page.locator("article.urgent").first
    expect(urgent.locator(".flag")).to_have_text("Urgent help")
    phones = urgent.locator("a[href^='tel:']")
    assert phones.count() >= 2
    for place in range(phones.count()):
        box = phones.nth(place).bounding_box()
        assert box is not None
        assert box["height"] >= 44
    words = urgent.inner_text()
    assert words.index("Are you safe") < words.index("999")


def test_helped_buttons_go_once_one_was_used(page: Page) -> None:
    ask_and_hear(page, "my boss keeps my passport")
    helped = page.locator("article.bot button", has_text="It helped")
    expect(helped).to_have_count(1)
    helped.click()
    expect(helped).to_have_count(0)
    expect(page.locator("article.bot button", has_text="It did not help")).to_have_count(0)
    assert shown_focus(page) == "talk"
    expect(page.locator("article.mine")).to_have_count(2)
    expect(page.locator(".dots")).to_have_count(0, timeout=ANSWERED)
    page.reload()
    expect(page.locator("article.mine")).to_have_count(2)
    expect(helped).to_have_count(0)


def test_everything_is_reached_by_keyboard(page: Page) -> None:
    page.locator(".room").press("Tab")
    seen = []
    for _ in range(14):
        seen.append(shown_focus(page))
        outline = page.evaluate("""() => {
            let at = document.activeElement
            while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
            return at === document.body ? 'none' : getComputedStyle(at).outlineStyle
        }""")
        assert outline == "solid" or seen[-1] == "BODY", seen
        page.keyboard.press("Tab")
    order = ["menu", "language", "leave", "talk", "danger"]
    assert [seen.index(name) for name in order] == sorted(seen.index(name) for name in order)
    assert "message" in seen
    page.locator("#menu").focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_be_visible()
    assert shown_focus(page) == "sheet-title"
    for _ in range(30):
        page.keyboard.press("Tab")
        # The sheet holds the focus, or the browser's own bars do; never the chat behind it.
        inside = page.evaluate("""() => { const at = document.querySelector('haki-chat').shadowRoot.activeElement
            return !at || !!at.closest('dialog') }""")
        assert inside
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    assert shown_focus(page) == "menu"


def test_targets_are_large_enough_for_a_thumb(page: Page) -> None:
    ask_and_hear(page, "my boss keeps my passport")
    choose(page)
    small = page.evaluate("""() => [...document.querySelector('haki-chat').shadowRoot
        .querySelectorAll('button, select, textarea, summary, .ways a')]
        .map(one => [one.getBoundingClientRect(), one])
        .filter(([box]) => box.width && (box.height < 43.9 || box.width < 43.9))
        .map(([box, one]) => `${one.textContent} ${box.width}x${box.height}`)""")
    assert not small


def test_the_text_grows_in_three_steps_and_to_twice_its_size(page: Page) -> None:
    def size() -> float:
        return page.evaluate(
            "parseFloat(getComputedStyle(document.querySelector('haki-chat').shadowRoot.querySelector('h1')).fontSize)"
        )

    sizes = [size()]
    choose(page)
    for step in ("2", "3"):
        page.locator(f"#size-{step}").click()
        assert shown_focus(page) == f"size-{step}"
        sizes.append(size())
    assert sizes == sorted(set(sizes))
    page.locator("dialog .round").click()
    assert_clean(page, "very large")
    page.locator("#menu").click()
    page.locator("#size-1").click()
    # The reader's own setting of the browser doubles everything.
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": 32}})
    page.reload()
    expect(page.locator("#message")).to_be_visible()
    assert size() == pytest.approx(2 * sizes[0], rel=0.02)
    assert_clean(page, "200 %")
    expect(page.locator(".leave").first).to_be_in_viewport()


def test_nothing_moves_for_whoever_wants_no_motion(open_page: Open) -> None:
    page = open_page(reduced_motion="reduce")
    page.route("**/api/stream*", lambda route: None)
    page.route("**/api/messages?*", lambda route: None)
    ask(page, "hello")
    expect(page.locator(".dots")).to_be_attached(timeout=ANSWERED)
    moving = "document.querySelector('haki-chat').shadowRoot.getAnimations().length"
    assert page.evaluate(moving) == 0


VOICES = """
const said = window.said = []
Object.defineProperty(window, 'speechSynthesis', { value: {
    getVoices: () => [{ lang: 'en-GB', name: 'Pretend' }],
    speak: one => said.push(one.text), cancel: () => said.push('silence'), addEventListener() {},
} })
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } }
"""


def test_replies_are_read_aloud_only_where_there_is_a_voice(page: Page) -> None:
    page.add_init_script(VOICES)
    page.reload()
    ask_and_hear(page, "my boss keeps my passport")
    listen = page.locator("article.bot").first.get_by_role("button", name="Listen")
    listen.click()
    assert "passport" in page.evaluate("window.said").pop()
    stop = page.locator("article.bot").first.get_by_role("button", name="Stop")
    stop.click()
    assert page.evaluate("window.said.at(-1)") == "silence"
    expect(listen).to_be_visible()
    ask_and_hear(page, "мне не платят зарплату")
    russian = page.locator("article.bot[lang=ru]").first
    expect(russian).to_be_visible(timeout=ANSWERED)
    expect(russian.locator(".listen")).to_be_hidden()


def test_of_a_file_only_type_and_size_leave_the_phone(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    picture = {"name": "secret-name.jpg", "mimeType": "image/jpeg", "buffer": b"private bytes" * 100}
    page.locator("input[type=file]").set_input_files(picture)
    mine = page.locator("article.mine")
    expect(mine).to_contain_text("Nothing was uploaded")
    expect(page.locator("article.bot").first).to_contain_text("picture", timeout=ANSWERED)
    assert any('"file":{"type":"image/jpeg","size":1300}' in body for body in sent)
    assert not any("private bytes" in body or "secret-name" in body for body in sent)
    page.evaluate("""() => {
        const given = new DataTransfer()
        given.items.add(new File(['pasted'], 'x.png', { type: 'image/png' }))
        const field = document.querySelector('haki-chat').shadowRoot.querySelector('#message')
        field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: given, bubbles: true, cancelable: true }))
    }""")
    expect(mine).to_have_count(2)
    expect(mine.last).to_contain_text("png")
