"""Ten conversations in five languages through the real assistant, printed as a worker would see them."""

import pytest

from knowledge.directory import read_directory
from tests.conftest import PROJECT, Worker

#: Language, what is asked, how the country is named in that language, its code, and the answer that is right.
TALKS = [
    ("en", "My company in Doha keeps my passport in the office", "Qatar", "QA", "document_confiscation"),
    ("en", "how many days of holiday must my employer give me in a year", "Kenya", "KE", "rest_days_leave"),
    ("ar", "صاحب العمل لم يدفع راتبي منذ شهرين", "لبنان", "LB", "unpaid_wages"),
    ("ar", "المكتب طلب مني فلوس كثيرة مقابل الوظيفة، هل هذا مسموح؟", "قطر", "QA", "recruitment_fees"),
    ("ne", "मालिकले मेरो तलब काट्छ, खानाको पैसा भनेर", "कतार", "QA", "wage_deductions"),
    ("ne", "वैदेशिक रोजगारीमा जान म्यानपावरले कति पैसा लिन पाउँछ?", "नेपाल", "NP", "recruitment_fees"),
    ("sw", "Mwajiri wangu hataki kunipa siku ya kupumzika", "Kenya", "KE", "rest_days_leave"),
    ("sw", "Nimeumia kazini mkono, nani atalipa hospitali?", "Lebanon", "LB", "work_injury"),
    ("ru", "Меня уволили без предупреждения, что делать?", "Великобритания", "GB", "dismissal"),
    ("ru", "Как вступить в профсоюз?", "Кения", "KE", "union_membership"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "asked", "named", "country", "answer"), TALKS)
def test_each_answers_in_the_language_asked_with_the_countrys_contacts(
    worker: Worker, capsys: pytest.CaptureFixture[str], language: str, asked: str, named: str, country: str, answer: str
) -> None:
    said = [(asked, worker.say(asked)), (named, worker.say(named))]
    with capsys.disabled():
        print()
        for words, replies in said:
            print(f"  worker: {words}")
            for reply in replies:
                contacts = ", ".join(contact["name"] for contact in reply.get("contacts", ()))
                print(f"  Haki:   {reply['text']}" + (f"\n          [{contacts}]" if contacts else ""))
    first, last = said[0][1][0], said[1][1][0]
    assert (first["answer"], last["answer"]) == (answer, answer)
    assert all(reply["language"] == language for _, replies in said for reply in replies)
    directory = read_directory(country, (PROJECT / "knowledge" / "directory" / f"{country}.yml").read_text())
    names = {contact.name for contact in directory.contacts}
    assert last["contacts"], "contacts of the country are shown"
    assert {contact["name"] for contact in last["contacts"]} <= names
