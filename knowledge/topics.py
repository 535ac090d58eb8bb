"""The eighty-two topics and what it means for a message to be about one of them."""

from dataclasses import dataclass
from functools import cache

import yaml

from settings import PROJECT

#: Kinds of danger, and the emergency answer that holds the first steps for each.
FIRST_STEPS = {
    "suicide": "suicide_self_harm",
    "medical": "medical_emergency",
    "sexual_violence": "sexual_violence",
    "violence": "physical_violence",
    "trafficking": "trafficking_rescue",
    "confinement": "locked_in",
    "arrest": "arrested_detained",
    "no_food": "no_food_shelter",
}


@dataclass(frozen=True)
class Topic:
    """One topic: its key, its section (rights, recruitment, …) and the decision it leads to."""

    slug: str
    section: str
    decision: str

    @property
    def has_answer(self) -> bool:
        """Whether the library holds a sourced answer; the others are behaviours with a phrase."""
        return self.decision == "answer"


@cache
def topics() -> dict[str, Topic]:
    """All topics by key, in the order of knowledge/topics.yml."""
    sections = yaml.safe_load((PROJECT / "knowledge" / "topics.yml").read_text(encoding="utf-8"))
    return {
        slug: Topic(slug, section, entry["decision"]) for section, entry in sections.items() for slug in entry["topics"]
    }
