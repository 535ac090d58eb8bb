"""Says in sentences what an editor has to mend in the library. Finds everything in one go; changes nothing."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

from knowledge.answer import PHRASINGS, SECTIONS, Answer, AnswerError, Source, read_answer
from knowledge.directory import KINDS, Directory, read_directory, read_translation
from knowledge.instruments import FILE, Instrument, read_instruments
from knowledge.library import FILES, Document, shipped
from knowledge.topics import FIRST_STEPS, topics
from languages.catalogue import DEFAULT, languages
from languages.identify import script_of

#: The first message of an answer must fit on a small screen, in characters. Most languages need more of them than
#: English does to say the same.
SHORT = 450
PART = 450
STEP = 200
LONGER = 1.25
#: Phrasings that an English topic needs: in all, and of them stories of 25 to 60 words as people tell them.
PHRASINGS_ENGLISH = 16
STORIES_ENGLISH = 4
STORY_WORDS = range(25, 61)
PHRASINGS_OTHER = 8
_CONTACT = re.compile(r"(?:\+|\b00)\d[\d ()-]{6,}\d|\b\d{3,4}[ -]\d{3,4}[ -]\d{3,4}\b|[\w.]+@[\w-]+\.\w+|https?://")


def problems(folder: Path = FILES) -> Iterator[str]:
    """One sentence for each thing to mend in the files below a folder, each beginning with the file's path."""
    seen: dict[str, str] = {}
    directories: dict[str, Directory] = {}
    found: dict[tuple[str, str], Answer] = {}
    for path in sorted((folder / "library").glob("**/*")):
        if path.is_file() and not _well_placed(path.relative_to(folder / "library")):
            yield f"{path.relative_to(folder)}: this is not <section>/<topic>/<language>.md of a known topic."
    for document in shipped(folder):
        where = str(document.path)
        try:
            if document.kind == "directory":
                yield from (f"{where}: {problem}" for problem in _directory_problems(document, directories))
                continue
            answer = read_answer(document.slug, document.language, document.text)
        except AnswerError as error:
            yield f"{where}: {error}"
            continue
        found[document.slug, document.language] = answer
        yield from (f"{where}: {problem}" for problem in answer_problems(answer))
        for phrasing in answer.phrasings:
            key = " ".join(phrasing.text.lower().split())
            if key in seen:
                yield f"{where}: the phrasing {phrasing.text!r} stands in {seen[key]} too. Keep it in one place."
            seen.setdefault(key, where)
    for (slug, language), answer in found.items():
        if language != DEFAULT and (original := found.get((slug, DEFAULT))):
            where = f"library/{topics()[slug].section}/{slug}/{language}.md"
            yield from (f"{where}: {problem}" for problem in translation_problems(answer, original))
    yield from _missing(found)
    try:
        instruments = read_instruments((folder / FILE).read_text(encoding="utf-8"))
    except (AnswerError, FileNotFoundError) as error:
        yield f"{FILE}: {error}"
    else:
        for instrument in instruments.values():
            yield from (f"{FILE}: {problem}" for problem in instrument_problems(instrument, directories.keys()))


def _well_placed(path: Path) -> bool:
    if len(path.parts) != 3 or path.suffix != ".md" or path.stem not in languages():
        return False
    topic = topics().get(path.parts[1])
    return topic is not None and topic.section == path.parts[0]


def _missing(found: dict[tuple[str, str], Answer]) -> Iterator[str]:
    for topic in topics().values():
        for language in languages().values():
            answer = found.get((topic.slug, language.code))
            where = f"library/{topic.section}/{topic.slug}/{language.code}.md"
            if answer is None:
                yield f"{where}: the file is missing."
                continue
            if language.code == DEFAULT and topic.has_answer and answer.short is None:
                yield f"{where}: the section 'Answer' is missing."
            yield from (f"{where}: {problem}" for problem in _phrasing_counts(answer))


def _phrasing_counts(answer: Answer) -> Iterator[str]:
    texts = [phrasing.text for phrasing in answer.phrasings]
    section = topics()[answer.slug].section
    if answer.language == DEFAULT:
        stories = sum(len(text.split()) in STORY_WORDS for text in texts)
        if len(texts) < PHRASINGS_ENGLISH:
            yield f"there are {len(texts)} phrasings. Write at least {PHRASINGS_ENGLISH}."
        if topics()[answer.slug].has_answer and stories < STORIES_ENGLISH:
            yield f"{stories} phrasings are stories of 25 to 60 words. Write at least {STORIES_ENGLISH}."
    elif len(texts) < PHRASINGS_OTHER:
        yield f"there are {len(texts)} phrasings. Write at least {PHRASINGS_OTHER}."
    language = languages()[answer.language]
    scripts = {script_of(text) for text in texts}
    wanted = {language.script, "Latn"} if language.romanised else {language.script}
    if section != "out_of_scope" and (lacking := wanted - scripts):
        yield f"no phrasing is written in {' or '.join(sorted(lacking))}. People write {language.name} that way too."


def answer_problems(answer: Answer) -> Iterator[str]:
    """What to mend in one answer, without the file's name."""
    known = (*SECTIONS, *(f"In {country}" for country in answer.parts), PHRASINGS)
    for heading in answer.headings:
        if heading not in known:
            yield f"the section {heading!r} is unknown. Use {', '.join(SECTIONS)}, In XX (a country) or {PHRASINGS}."
    for phrasing in answer.phrasings:
        if unknown := set(phrasing.danger) - set(FIRST_STEPS):
            yield f"the danger {sorted(unknown)[0]!r} is unknown. Use one of: {', '.join(FIRST_STEPS)}."
    if answer.short is None:
        return
    if not answer.title:
        yield "there is no title."
    if not answer.steps:
        yield "the section 'Steps' has no numbered step."
    yield from _long(answer)
    yield from _typed_contacts(answer)
    if answer.language == DEFAULT:
        yield from _original_problems(answer)
    elif not re.fullmatch(r"draft|reviewed by .+ on \d{4}-\d\d-\d\d", answer.translation):
        yield "a translation needs its state. Write translation: draft, or reviewed by NAME on 2027-11-23."


def _long(answer: Answer) -> Iterator[str]:
    longer = 1.0 if answer.language == DEFAULT else LONGER
    assert answer.short is not None
    if len(answer.short.words) > SHORT * longer:
        yield f"the short answer has {len(answer.short.words)} characters. Keep it under {SHORT * longer:.0f}."
    for step in answer.steps:
        if len(step.words) > STEP * longer:
            begun = step.words[:30]
            yield f"the step beginning {begun!r} is longer than {STEP * longer:.0f} characters. Make two of it."
    for part in answer.parts.values():
        if not 20 <= len(part.text.words) <= PART * longer:
            yield (
                f"the part for {part.country} has {len(part.text.words)} characters. "
                f"Keep it between 20 and {PART * longer:.0f}."
            )


def _original_problems(answer: Answer) -> Iterator[str]:
    if answer.review_by is None:
        yield "there is no review_by date. Write when this must be read again, such as 2027-11-23."
    if not answer.helpers:
        yield "the section 'Who can help' names no kind of contact."
    for kind in answer.helpers:
        if kind not in KINDS:
            yield f"{kind!r} is no kind of contact. Use one of: {', '.join(KINDS)}."
    yield from _source_problems(answer)
    for part in answer.parts.values():
        if part.review_by is None:
            yield f"the part for {part.country} has no review_by date. Add it under parts, {part.country}."
        if not part.text.cites:
            yield f"the part for {part.country} names no source. Add a mark such as [^source] after the claim."


def translation_problems(answer: Answer, original: Answer) -> Iterator[str]:
    """What to mend in a translation beside the English text, if it was made from the version that stands there."""
    if answer.short is None or original.short is None or answer.follows != original.version:
        return
    for name in ("steps", "evidence", "parts"):
        here, there = len(getattr(answer, name)), len(getattr(original, name))
        if here != there:
            yield f"it has {here} {name} where the English has {there}."
    marks = {
        "the short answer": (answer.short, original.short),
        **{
            f"the part for {country}": (part.text, original.parts[country].text)
            for country, part in answer.parts.items()
            if country in original.parts
        },
    }
    for name, (here_text, there_text) in marks.items():
        if set(here_text.cites) != set(there_text.cites):
            wanted = " ".join(f"[^{mark}]" for mark in there_text.cites) or "none"
            yield f"the marks of {name} differ from the English ones ({wanted})."


def _typed_contacts(answer: Answer) -> Iterator[str]:
    texts = [answer.short, *answer.steps, *answer.evidence, *(part.text for part in answer.parts.values())]
    for text in texts:
        if text and (match := _CONTACT.search(text.words)):
            yield f"{match[0]!r} looks like a contact. Contacts come from the directory, so that they stay right."


def _source_problems(answer: Answer) -> Iterator[str]:
    texts = [answer.short, *answer.steps, *answer.evidence, *(part.text for part in answer.parts.values())]
    cited = Counter(name for text in texts if text for name in text.cites)
    for name in cited.keys() - answer.sources.keys():
        yield f"the mark [^{name}] has no entry under sources."
    for name in answer.sources.keys() - cited.keys():
        yield f"the source {name!r} is never cited. Put [^{name}] after the claim it proves, or take it out."
    if not answer.sources:
        yield "there is no source."
    for name, source in answer.sources.items():
        yield from (f"the source {name!r} {problem}" for problem in source_problems(source))


def source_problems(source: Source) -> Iterator[str]:
    """What to mend in a source, as the end of a sentence."""
    if not source.address.startswith("https://") and not source.address.startswith("http://"):
        yield "has no web address."
    if source.dated != "undated" and not re.fullmatch(r"\d{4}(-\d\d){0,2}", source.dated):
        yield f"is dated {source.dated!r}. Write 2024, 2024-05, 2024-05-01 or undated."
    if source.read > date.today():
        yield f"was read on {source.read}, which is still to come."


def _directory_problems(document: Document, directories: dict[str, Directory]) -> Iterator[str]:
    """What to mend in a country's contacts or in the words about them; the contacts come first and are kept."""
    if not document.language:
        directories[document.slug] = read_directory(document.slug, document.text)
        yield from directory_problems(directories[document.slug])
    elif document.language not in languages() or document.slug not in directories:
        yield "this is not <country>.yml or <country>.<language>.yml of a country with contacts."
    else:
        yield from told_problems(document, directories[document.slug])


def told_problems(document: Document, directory: Directory) -> Iterator[str]:
    """What to mend in the words about contacts in another language, if they follow the English ones of now."""
    words = read_translation(document.slug, document.language, document.text)
    wanted = {contact.id: set(contact.words) for contact in directory.contacts}
    for name in words.contacts.keys() - wanted.keys():
        yield f"there is no contact {name!r}."
    if words.follows != directory.version:
        return
    for name, keys in wanted.items():
        if lacking := keys - words.contacts.get(name, {}).keys():
            yield f"the contact {name!r} lacks {' and '.join(sorted(lacking))}."


def directory_problems(directory: Directory) -> Iterator[str]:
    """What to mend in a country's directory."""
    for name, count in Counter(contact.id for contact in directory.contacts).items():
        if count > 1:
            yield f"two contacts are called {name!r}. Each needs its own id."
    for contact in directory.contacts:
        yield from (f"the source of {contact.id!r} {problem}" for problem in source_problems(contact.source))
    for kind in directory.missing:
        if kind not in KINDS:
            yield f"{kind!r} under missing is no kind of contact. Use one of: {', '.join(KINDS)}."


def instrument_problems(instrument: Instrument, countries: Collection[str]) -> Iterator[str]:
    """What to mend in a convention and in what the countries with contacts have done with it."""
    code = instrument.code
    for source in instrument.sources:
        yield from (f"a source of {code} {problem}" for problem in source_problems(source))
    for name in instrument.called:
        if name != " ".join(name.lower().split()):
            yield f"{code} is called {name!r}. Write names in small letters."
    if not instrument.standings:
        return
    for country in sorted(set(countries) - instrument.standings.keys()):
        yield f"{code} says nothing about {country}. Put it under unknown if nobody knows."
    for country, (standing, when) in instrument.standings.items():
        if standing in ("ratified", "denounced") and not re.fullmatch(r"\d{4}(-\d\d){0,2}", when):
            yield f"{code} {standing} by {country} needs its date, such as 2012-09-05 or 2012."
