"""Shared phones and watched workers: leaving at once, forgetting, coming back by code, keeping nothing unasked."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.channels.conftest import ANSWERED, PHONE, Open, ask_and_hear, assert_clean, choose
from tests.channels.test_widget_network import save_answers, wait_for_keeper
from tests.conftest import Haki

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
LEFT = """async () => ({
    caches: await caches.keys(),
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    keepers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {"caches": [], "local": [], "session": [], "keepers": 0}


def expect_gone(page: Page) -> None:
    """The neutral page is there, and nothing of the chat."""
    page.wait_for_url(re.compile("/calendar$"))
    assert page.evaluate(LEFT) == NOTHING
    assert "migrant" not in page.content()
    # "Back" leads to what was open before the chat, not to the chat.
    page.go_back()
    assert page.url == "about:blank"


@pytest.mark.parametrize("way", ["tap", "Esc Esc", "in the menu"])
def test_leaving_leaves_nothing_behind(open_page: Open, way: str) -> None:
    page = open_page()
    ask_and_hear(page, "my boss keeps my passport")
    save_answers(page, "KE")
    page.locator("dialog .round").click()
    page.locator("#keep").click()
    page.locator("dialog .round").click()
    wait_for_keeper(page)
    assert page.evaluate(LEFT) != NOTHING
    if way == "tap":
        page.locator("header .leave").click()
    elif way == "Esc Esc":
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    else:
        page.locator("#menu").click()
        page.locator("dialog .leave").click()
    expect_gone(page)


def test_leaving_without_network_leads_to_an_empty_page(open_page: Open) -> None:
    page = open_page()
    ask_and_hear(page, "hello")
    wait_for_keeper(page)
    page.context.set_offline(True)
    page.locator("header .leave").click()
    page.wait_for_url("about:blank")
    page.context.set_offline(False)
    page.goto("/calendar")
    assert page.evaluate(LEFT) == NOTHING


def test_one_escape_does_not_leave(page: Page) -> None:
    page.clock.install()
    page.keyboard.press("Escape")
    page.clock.fast_forward(3000)
    page.keyboard.press("Escape")
    expect(page.locator("#message")).to_be_visible()
    assert "calendar" not in page.url


def test_other_tabs_leave_too(open_page: Open) -> None:
    page = open_page()
    other = open_page("/?lang=en", page.context)
    page.locator("header .leave").click()
    other.wait_for_url(re.compile("/calendar$"))
    page.wait_for_url(re.compile("/calendar$"))


def test_the_way_out_is_there_before_any_words_have_come(browser: Browser, haki: Haki) -> None:
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.route("**/api/words*", lambda route: None)
    page.goto(haki.address)
    page.get_by_role("button", name="Leave").click()
    page.wait_for_url(re.compile("/calendar$"))
    context.close()


def test_nothing_stays_when_the_tab_is_closed_unless_the_worker_asked(open_page: Open) -> None:
    page = open_page()
    ask_and_hear(page, "hello")
    assert page.evaluate("Object.keys(localStorage)") == []
    other = open_page("/?lang=en", page.context)
    assert other.locator("article").count() == 0
    other.close()
    choose(page)
    page.locator("#keep").click()
    expect(page.locator("#keep")).to_have_attribute("aria-checked", "true")
    assert page.evaluate("Object.keys(sessionStorage)") == []
    other = open_page("/?lang=en", page.context)
    expect(other.locator("article.mine")).to_have_text(re.compile("hello"))
    expect(other.locator("article.bot").first).to_be_visible()
    page.locator("#keep").click()
    assert page.evaluate("Object.keys(localStorage)") == []
    assert page.evaluate("sessionStorage.getItem('haki.key')")


def test_forgetting_asks_once_and_forgets_here_and_on_the_server(page: Page) -> None:
    ask_and_hear(page, "my boss keeps my passport")
    key = page.evaluate("JSON.parse(sessionStorage.getItem('haki.key'))")
    known = {"authorization": f"Bearer {key}"}
    choose(page, "Forget this chat")
    assert_clean(page, "forget")
    page.locator("#forget-no").click()
    assert page.request.get("/api/history", headers=known).status == 200
    choose(page, "Forget this chat")
    page.locator("#forget-yes").click()
    expect(page.locator("article")).to_have_count(0, timeout=ANSWERED)
    expect(page.locator("#status")).to_contain_text("Everything is forgotten")
    expect(page.locator(".topics")).to_be_visible()
    assert page.request.get("/api/history", headers=known).status == 401
    assert page.evaluate("sessionStorage.getItem('haki.key') ?? sessionStorage.getItem('haki.said')") is None
    ask_and_hear(page, "hello")


def test_forgetting_without_network_says_that_nothing_was_deleted(page: Page) -> None:
    ask_and_hear(page, "hello")
    page.context.set_offline(True)
    choose(page, "Forget this chat")
    page.locator("#forget-yes").click()
    expect(page.locator(".told")).to_contain_text("nothing was deleted")
    page.context.set_offline(False)
    page.locator("#forget-no").click()
    expect(page.locator("article.mine")).to_have_count(1)


def test_what_was_forgotten_elsewhere_goes_here_too_and_writing_begins_anew(page: Page) -> None:
    ask_and_hear(page, "hello")
    key = page.evaluate("JSON.parse(sessionStorage.getItem('haki.key'))")
    page.request.delete("/api/conversation", headers={"authorization": f"Bearer {key}"})
    page.locator("#message").fill("thank you")
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_contain_text("was forgotten", timeout=ANSWERED)
    expect(page.locator("article.mine")).to_have_count(1)
    expect(page.locator("article.bot").last).to_contain_text("You are welcome", timeout=ANSWERED)


def test_a_code_opens_the_chat_on_another_phone(open_page: Open) -> None:
    page = open_page()
    choose(page, "Go on with another phone")
    expect(page.locator("dialog")).to_contain_text("First write a message")
    page.locator("dialog .round").click()
    page.locator("dialog .round").click()
    ask_and_hear(page, "my boss keeps my passport")
    choose(page, "Go on with another phone")
    groups = page.locator(".groups span[aria-hidden] span")
    expect(groups).to_have_count(3)
    assert_clean(page, "code")
    code = "-".join(groups.all_inner_texts())
    other = open_page()
    choose(other, "I have a code")
    other.locator("#code").fill("ABCD-EFGH-JKMN")
    other.keyboard.press("Enter")
    expect(other.locator(".told")).to_contain_text("No chat has this code")
    assert_clean(other, "wrong code")
    other.locator("#code").fill(code.lower().replace("-", " "))
    other.keyboard.press("Enter")
    expect(other.locator("article.mine")).to_contain_text("my boss keeps my passport", timeout=ANSWERED)
    expect(other.locator("article.bot").first).to_be_visible()
    ask_and_hear(other, "thank you")
    # What is said there is heard here, with its question.
    expect(page.locator("article.mine").last).to_contain_text("thank you", timeout=ANSWERED)
    expect(page.locator(".dots")).to_have_count(0, timeout=ANSWERED)
    assert page.locator("article.bot").count() == other.locator("article.bot").count()


def test_starting_again_empties_the_page_and_deletes_nothing(page: Page) -> None:
    ask_and_hear(page, "hello")
    key = page.evaluate("JSON.parse(sessionStorage.getItem('haki.key'))")
    choose(page, "Start again")
    expect(page.locator("article")).to_have_count(0)
    assert page.request.get("/api/history", headers={"authorization": f"Bearer {key}"}).status == 200
    page.reload()
    expect(page.locator(".topics")).to_be_visible()
