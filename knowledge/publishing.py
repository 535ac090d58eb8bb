"""One answer from a file to the worker's next message, without training or restart."""

from pathlib import Path

from knowledge.answer import AnswerError, read_answer
from knowledge.library import Document, publish
from knowledge.topics import topics
from knowledge.validate import answer_problems
from languages.catalogue import languages
from storage.database import migrate, writing


def publish_file(path: Path) -> str:
    """Publish <topic>/<language>.md as the staff's own text. Returns a sentence; raises AnswerError with all problems.

    The file no longer counts as shipped: later imports leave it alone.
    """
    slug, language = path.resolve().parent.name, path.stem
    if slug not in topics() or language not in languages():
        raise AnswerError(f"{path} is not named <topic>/<language>.md with a topic and a language that Haki knows.")
    document = Document("answer", slug, language, path.read_bytes().decode("utf-8"))
    if problems := list(answer_problems(read_answer(slug, language, document.text))):
        raise AnswerError("Not published. " + " ".join(f"{problem[0].upper()}{problem[1:]}" for problem in problems))
    migrate()
    with writing() as session:
        revision = publish(session, document)
    return f"{slug} in {languages()[language].name} is live, revision {revision.number}."
