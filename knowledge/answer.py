"""An answer as its file holds it: Markdown with front matter, one file per topic and language.

The document is the truth; everything here is read from it. Nothing is ever written back changed.
"""

import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import frontmatter
import yaml

from settings import Mistake

SECTIONS = ("Answer", "Steps", "Evidence", "Who can help")
PHRASINGS = "Phrasings"
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_COUNTRY_HEADING = re.compile(r"^In ([A-Z]{2})$")
_CITATION = re.compile(r"\[\^([\w.-]+)\]")
_ITEM = re.compile(r"^(?:-|\d+\.)\s+(.*)$")
_DANGER = re.compile(r"^\(danger: ([a-z_, ]+)\)\s+(.*)$")


class AnswerError(Mistake):
    """A file is not an answer; the message is a sentence for its editor."""


@dataclass(frozen=True)
class Source:
    """Where a claim comes from: ``dated`` is the source's own date (or "undated"), ``read`` the day it was read."""

    title: str
    publisher: str
    address: str
    dated: str
    read: date


@dataclass(frozen=True)
class Text:
    """Words for a worker with the ids of the sources that they rest on."""

    words: str
    cites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """What holds in one country only, and the language that it is written in."""

    country: str
    text: Text
    review_by: date | None
    confirmed: bool
    language: str


@dataclass(frozen=True)
class Phrasing:
    """One way to ask. ``danger`` names the kinds of danger that the message tells of."""

    text: str
    danger: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """One answer in one language. ``short`` is None where only phrasings exist in that language yet.

    A translation (every language but English) has its words and two entries more: ``translation`` is "draft", or
    says who reviewed it and when; ``follows`` is the version of the English text that it was made from. Sources,
    dates and kinds of contacts stand in the English file only.
    """

    slug: str
    language: str
    title: str = ""
    review_by: date | None = None
    confirmed: bool = False
    depends_on_country: bool = False
    translation: str = ""
    follows: str = ""
    sources: dict[str, Source] = field(default_factory=dict)
    short: Text | None = None
    steps: tuple[Text, ...] = ()
    evidence: tuple[Text, ...] = ()
    helpers: tuple[str, ...] = ()
    parts: dict[str, Part] = field(default_factory=dict)
    phrasings: tuple[Phrasing, ...] = ()
    headings: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """A name for exactly these words: it changes when a translator has something to do."""
        words = [self.title, self.short, *self.steps, *self.evidence, *(self.parts[name].text for name in self.parts)]
        return hashlib.sha256(repr(words).encode()).hexdigest()[:12]

    def completed(self, original: "Answer") -> "Answer":
        """This translation with what holds in every language, and with the parts that nobody has translated yet."""
        parts = {
            country: replace(part, text=self.parts[country].text, language=self.language)
            if country in self.parts
            else part
            for country, part in original.parts.items()
        }
        return replace(
            self,
            review_by=original.review_by,
            confirmed=original.confirmed,
            depends_on_country=original.depends_on_country,
            sources=original.sources,
            helpers=original.helpers,
            parts=parts,
        )

    def cited(self, country: str | None = None) -> list[Source]:
        """The sources behind the short answer, and those of the country part where one is shown first."""
        part = self.parts.get(country or "")
        ids = (part.text.cites if part else ()) + (self.short.cites if self.short else ())
        return [self.sources[name] for name in dict.fromkeys(ids) if name in self.sources]


def read_answer(slug: str, language: str, document: str) -> Answer:
    """Read a document.

    Raises AnswerError, in a sentence that names what to mend, when the shape is wrong. Rules of content
    (lengths, missing sources, dates) are the business of knowledge/validate.py.
    """
    try:
        meta, body = frontmatter.parse(document)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" near line {mark.line + 2}" if mark else ""
        raise AnswerError(f"The part between the --- lines cannot be read{where}. Check colons and quotes.") from error
    sections = _sections(body)
    parts_meta = _mapping(meta, "parts")
    parts: dict[str, Part] = {}
    for heading, text in sections.items():
        if match := _COUNTRY_HEADING.match(heading):
            about = _mapping(parts_meta, match[1])
            review_by, confirmed = _date(about, "review_by"), bool(about.get("confirmed"))
            parts[match[1]] = Part(match[1], _text(text), review_by, confirmed, language)
    return Answer(
        slug=slug,
        language=language,
        title=str(meta.get("title") or ""),
        review_by=_date(meta, "review_by"),
        confirmed=bool(meta.get("confirmed")),
        depends_on_country=bool(meta.get("depends_on_country")),
        translation=str(meta.get("translation") or ""),
        follows=str(meta.get("follows") or ""),
        sources={name: read_source(name, entry) for name, entry in _mapping(meta, "sources").items()},
        short=_text(sections["Answer"]) if "Answer" in sections else None,
        steps=tuple(_text(item) for item in _items(sections.get("Steps", ""))),
        evidence=tuple(_text(item) for item in _items(sections.get("Evidence", ""))),
        helpers=tuple(_items(sections.get("Who can help", ""))),
        parts=parts,
        phrasings=tuple(_phrasing(item) for item in _items(sections.get(PHRASINGS, ""))),
        headings=tuple(sections),
    )


def _sections(body: str) -> dict[str, str]:
    found = list(_HEADING.finditer(body))
    if not found:
        raise AnswerError("There is no section. Begin each with a line such as: ## Answer")
    if body[: found[0].start()].strip():
        raise AnswerError("There are words before the first section. Move them under a heading such as: ## Answer")
    sections: dict[str, str] = {}
    for heading, following in zip(found, [*found[1:], None], strict=True):
        name = heading[1].strip()
        if name in sections:
            raise AnswerError(f"The section {name!r} stands twice. Keep one.")
        sections[name] = body[heading.end() : following.start() if following else None].strip()
    return sections


def _items(section: str) -> list[str]:
    """The items of a list; an indented line continues the item above it."""
    items: list[str] = []
    for line in section.splitlines():
        if match := _ITEM.match(line):
            items.append(match[1].strip())
        elif line.strip() and items:
            items[-1] += " " + line.strip()
    return items


def _text(marked: str) -> Text:
    words = _CITATION.sub("", marked)
    return Text(re.sub(r"[ \t]+\n", "\n", words).strip(), tuple(dict.fromkeys(_CITATION.findall(marked))))


def _phrasing(item: str) -> Phrasing:
    if match := _DANGER.match(item):
        return Phrasing(match[2], tuple(kind.strip() for kind in match[1].split(",")))
    return Phrasing(item)


def _mapping(meta: dict, name: str) -> dict:
    value = meta.get(name) or {}
    if not isinstance(value, dict):
        raise AnswerError(f"{name!r} must be a list of names with their entries, each on its own indented line.")
    return value


def _date(meta: dict, name: str) -> date | None:
    value = meta.get(name)
    if value is None or type(value) is date:
        return value
    raise AnswerError(f"{name!r} is {value!r}. Write a date such as 2027-11-23.")


def read_yaml(document: str) -> Any:
    """What a YAML file says. Raises AnswerError with the line to look at."""
    try:
        return yaml.safe_load(document)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" near line {mark.line + 1}" if mark else ""
        raise AnswerError(f"The file cannot be read{where}. Check colons and quotes.") from error


def read_source(name: str, entry: object) -> Source:
    """Read one entry of ``sources``; all five keys are needed."""
    if not isinstance(entry, dict):
        raise AnswerError(f"The source {name!r} needs title, publisher, address, dated and read.")
    missing = [key for key in ("title", "publisher", "address", "dated", "read") if not entry.get(key)]
    if missing:
        raise AnswerError(f"The source {name!r} has no {' and no '.join(missing)}.")
    read = _date(entry, "read")
    assert read is not None
    return Source(str(entry["title"]), str(entry["publisher"]), str(entry["address"]), str(entry["dated"]), read)
