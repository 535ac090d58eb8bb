"""Bad networks: nothing is lost, nothing is doubled, order holds, and the page opens and helps without any."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.channels.conftest import ANSWERED, Open, ask, ask_and_hear, assert_clean, choose

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def wait_for_keeper(page: Page) -> None:
    """Until the service worker has kept the page, and the words are kept."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("""async () => (await caches.has('haki-page')) && (await caches.has('haki-kept'))
        && (await (await caches.open('haki-page')).keys()).length >= 3
        && (await (await caches.open('haki-kept')).keys()).length >= 1""")


def save_answers(page: Page, country: str) -> None:
    """Save the answers of a country through the menu."""
    choose(page)
    page.locator("#country").select_option(country)
    page.get_by_text("Save answers for offline").click()
    page.locator("#save").click()
    expect(page.locator("#remove")).to_be_visible(timeout=ANSWERED)


def test_what_is_written_without_network_is_sent_later_and_shown_once(page: Page) -> None:
    ask_and_hear(page, "hello")
    page.context.set_offline(True)
    ask(page, "thank you")
    expect(page.locator("#status")).to_contain_text("No connection", timeout=30_000)
    expect(page.locator("article.mine").last).to_contain_text("not sent yet")
    page.context.set_offline(False)
    expect(page.locator("article.mine").last).not_to_contain_text("not sent yet", timeout=20_000)
    expect(page.locator("article.bot").last).to_contain_text("You are welcome", timeout=ANSWERED)
    page.reload()
    expect(page.locator("article.bot").last).to_contain_text("You are welcome", timeout=ANSWERED)
    assert page.locator("article.bot", has_text="You are welcome").count() == 1
    assert page.locator("article.mine").count() == 2


def test_a_queue_written_offline_survives_a_reload_and_is_sent_once_in_order(page: Page) -> None:
    ask_and_hear(page, "hello")
    wait_for_keeper(page)
    page.context.set_offline(True)
    written = ["first thing", "second thing", "third thing"]
    for words in written:
        ask(page, words)
    page.reload()
    # The page opened from what is kept, shows what was said, and still holds what was not sent.
    expect(page.locator("article.mine")).to_have_count(4)
    expect(page.locator("article.mine .state")).to_have_count(3)
    expect(page.locator("article.bot").first).to_be_visible()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    page.context.set_offline(False)
    expect(page.locator("article.mine .state")).to_have_count(0, timeout=ANSWERED)
    assert [json.loads(body)["text"] for body in sent if "thing" in body] == written
    key = page.evaluate("JSON.parse(sessionStorage.getItem('haki.key'))")
    found = page.request.get("/api/history", headers={"authorization": f"Bearer {key}"}).json()["said"]
    assert [one["words"] for one in found if one["kind"] == "text"] == ["hello", *written]


def test_a_lost_acknowledgement_sends_again_under_the_same_name(page: Page) -> None:
    ask_and_hear(page, "hello")
    lost: list[str] = []

    def lose_the_first(route: Route) -> None:
        lost.append(json.loads(route.request.post_data or "{}")["id"])
        if len(lost) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/api/messages", lose_the_first)
    ask(page, "thank you")
    expect(page.locator("article.bot").last).to_contain_text("You are welcome", timeout=ANSWERED)
    expect(page.locator("article.mine .state")).to_have_count(0, timeout=ANSWERED)
    assert len(lost) == 2
    assert len(set(lost)) == 1
    assert page.locator("article.bot", has_text="You are welcome").count() == 1


def test_where_streams_do_not_arrive_it_asks_again_and_again(page: Page) -> None:
    page.route("**/api/stream*", lambda route: None)  # Held back for ever, as some proxies do.
    ask(page, "hello")
    expect(page.locator("article.bot").first).to_be_visible(timeout=ANSWERED)
    assert page.locator("#status").inner_text() == ""


def test_too_early_waits_as_told_and_loses_nothing(page: Page) -> None:
    ask_and_hear(page, "hello")
    answers = [429, 202]

    def refuse_once(route: Route) -> None:
        if answers.pop(0) == 429:
            route.fulfill(status=429, headers={"Retry-After": "2"}, json={"detail": "Please wait."})
        else:
            route.continue_()

    page.route("**/api/messages", refuse_once)
    ask(page, "thank you")
    expect(page.locator("#status")).to_contain_text("Please wait")
    expect(page.locator("article.mine .state")).to_have_text("not sent yet")
    expect(page.locator("article.mine .state")).to_have_count(0, timeout=ANSWERED)
    expect(page.locator("article.bot").last).to_contain_text("You are welcome", timeout=ANSWERED)


def test_what_is_refused_for_good_says_so_and_lets_the_next_pass(page: Page) -> None:
    page.locator("input[type=file]").set_input_files({"name": "x.bin", "mimeType": "x/unknown", "buffer": b"1"})
    expect(page.locator("article.mine .state")).to_contain_text("could not be sent", timeout=ANSWERED)
    ask_and_hear(page, "hello")


def test_it_opens_from_what_is_kept_and_never_goes_away(open_page: Open) -> None:
    page = open_page()
    wait_for_keeper(page)
    page.context.set_offline(True)
    again = open_page("/?lang=en", page.context)
    expect(again.get_by_text("You do not need to give your name")).to_be_visible()
    ask(again, "hello")
    expect(again.locator("#status")).to_contain_text("No connection")
    again.context.set_offline(False)
    expect(again.locator("article.bot").first).to_be_visible(timeout=ANSWERED)


def test_on_a_network_without_end_it_opens_from_what_is_kept(open_page: Open) -> None:
    page = open_page()
    wait_for_keeper(page)
    # The line is there, but nothing ever comes: worse than none.
    page.context.route("**/*", lambda route: None)
    again = open_page("/?lang=en", page.context)
    expect(again.locator(".topics")).to_be_visible()


def test_nothing_that_was_said_is_kept_in_caches(page: Page) -> None:
    ask_and_hear(page, "my boss keeps my passport")
    wait_for_keeper(page)
    kept: list[str] = page.evaluate("""async () => {
        const all = []
        for (const name of await caches.keys())
            for (const one of await (await caches.open(name)).keys()) all.push(new URL(one.url).pathname)
        return all
    }""")
    assert sorted(set(kept)) == ["/", "/api/words", "/haki-chat.js", "/page/icon.svg"]


def test_saved_answers_are_searched_without_network_each_with_its_notes(page: Page) -> None:
    save_answers(page, "KE")
    wait_for_keeper(page)
    assert_clean(page, "saved")
    page.context.set_offline(True)
    page.locator("#search").click()
    page.locator("#find").fill("the boss took my passport")
    page.keyboard.press("Enter")
    first = page.locator(".results details").first
    expect(first.locator("summary").first).to_contain_text("passport")
    expect(first).to_contain_text("not yet confirmed by the centre")
    expect(first.locator(".sources")).to_contain_text("20")
    assert_clean(page, "search")
    page.locator("#find").fill("qqqq zzzz")
    page.keyboard.press("Enter")
    expect(page.locator(".told")).to_contain_text("Nothing saved fits")


def test_a_question_without_network_is_answered_from_what_is_saved_and_still_sent(open_page: Open) -> None:
    page = open_page()
    save_answers(page, "KE")
    wait_for_keeper(page)
    page.context.set_offline(True)
    # In a new tab, without network from the beginning: what was saved is still there.
    page = open_page("/?lang=en", page.context)
    ask(page, "my salary was not paid")
    found = page.locator("article.found")
    expect(found).to_contain_text("I searched the answers saved on this phone")
    expect(found).to_contain_text("still waits to be sent")
    expect(found.locator("details[open]").first).to_contain_text("pay")
    expect(page.locator("article.mine .state")).to_have_text("not sent yet")
    page.context.set_offline(False)
    expect(page.locator("article.mine .state")).to_have_count(0, timeout=ANSWERED)
    expect(page.locator("article.bot:not(.found)").first).to_be_visible(timeout=ANSWERED)
    expect(found).not_to_contain_text("still waits")


QUESTIONS: list[tuple[str, str, str]] = [
    ("en", "they did not pay my wages", "unpaid_wages"),
    ("fr", "mon patron garde mon passeport", "document_confiscation"),
    ("ar", "صاحب العمل أخذ جواز سفري", "document_confiscation"),
    ("sw", "mwajiri hajalipa mshahara wangu", "unpaid_wages"),
    ("ne", "मालिकले मेरो राहदानी राखेको छ", "document_confiscation"),
    ("hi", "मालिक ने मेरा पासपोर्ट रख लिया है", "document_confiscation"),
    ("bn", "মালিক আমার পাসপোর্ট রেখে দিয়েছে", "document_confiscation"),
    ("ru", "мне не платят зарплату", "unpaid_wages"),
    ("id", "majikan menahan paspor saya", "document_confiscation"),
    ("es", "mi jefe me quitó el pasaporte", "document_confiscation"),
    ("tl", "kinuha ng amo ko ang passport ko", "document_confiscation"),
]


@pytest.mark.parametrize(("language", "question", "slug"), QUESTIONS)
def test_the_search_finds_in_every_script(open_page: Open, language: str, question: str, slug: str) -> None:
    page = open_page(f"/?lang={language}")
    pack: dict[str, Any] = page.request.get(f"/api/pack?lang={language}").json()
    title = next(one["title"] for one in pack["answers"] if one["slug"] == slug)
    page.locator("#menu").click()
    page.locator("dialog .row", has=page.locator("svg")).nth(0).click()
    page.locator("#save").click()
    expect(page.locator("#search")).to_be_visible(timeout=ANSWERED)
    page.locator("#search").click()
    page.locator("#find").fill(question)
    page.keyboard.press("Enter")
    found = page.locator(".results .found > details > summary")
    expect(found.first).to_be_visible()
    assert title in found.all_inner_texts()[:3]
