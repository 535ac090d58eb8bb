"""The `haki` command. Each verb reads its own module; a mistake ends in a sentence and a non-zero exit."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from settings import Mistake, settings

command = typer.Typer(no_args_is_help=True, add_completion=False, help="Haki, the migrant workers' assistant.")
library = typer.Typer(no_args_is_help=True, help="The knowledge base: check, import, export.")
command.add_typer(library, name="library")
errors = Console(stderr=True)
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object for machines.")]


@contextmanager
def progress() -> Iterator[Any]:
    """A progress line on standard error for anything over a few seconds; in a log, a line for each tenth."""
    if not errors.is_terminal:
        tenths: dict[str, int] = {}

        def written(what: str, done: int, of: int) -> None:
            tenth = 10 * done // max(of, 1)
            if tenths.get(what) != tenth:
                tenths[what] = tenth
                errors.print(f"{what}: {done} of {of}")

        yield written
        return
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=errors
    ) as shown:
        tasks: dict[str, Any] = {}

        def told(what: str, done: int, of: int) -> None:
            tasks.setdefault(what, shown.add_task(what, total=of) if what not in tasks else None)
            shown.update(tasks[what], completed=done, total=of)

        yield told


def prepare() -> None:
    """Tables up to date and the shipped library taken in."""
    from knowledge.library import import_shipped
    from storage.database import migrate, writing

    migrate()
    with writing() as session:
        import_shipped(session)


def ready_reader() -> Any:
    """A reader of the live library, fitted if need be."""
    from knowledge.matcher.store import live_reader

    prepare()
    with progress() as told:
        live_reader().load(told)
    return live_reader()


@command.command()
def ask() -> None:
    """Read questions (JSON lines or plain text) on standard input; write one JSON line for each."""
    from commands.ask import ask as answer_lines

    answer_lines(ready_reader())


@command.command()
def evaluate(file: Path, as_json: Json = False) -> None:
    """Measure accuracy on questions whose right answer is known."""
    from commands.evaluate import judge, print_report, report

    figures = report(judge(existing(file), ready_reader()))
    if as_json:
        print(json.dumps(figures))
    else:
        print_report(figures, Console())


@command.command()
def benchmark(
    train: Path,
    test: Path,
    out_of_scope: Annotated[str | None, typer.Option(help="The label of messages outside every class.")] = None,
    as_json: Json = False,
) -> None:
    """Train the matcher on one labelled set (columns sentence,label) and measure it on another."""
    from commands.benchmark import measure
    from knowledge.matcher.encoder import SmallE5

    figures = measure(existing(train), existing(test), SmallE5(), out_of_scope)
    if as_json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:<26}{value}")


@command.command()
def run() -> None:
    """Start the assistant and say where to open it; Ctrl-C stops all of it."""
    from commands.run import run as start

    start()


@command.command("prepare")
def prepare_all() -> None:
    """Bring tables, library and matcher up to date (`haki run` does it by itself)."""
    ready_reader()


@command.command()
def serve() -> None:
    """Start the application alone (`haki run` starts Rasa too)."""
    from commands.serve import start

    start()


@command.command()
def chat(address: Annotated[str, typer.Option(help="Where the assistant runs.")] = "") -> None:
    """Talk to the running assistant from this terminal."""
    from commands.chat import chat as talk

    talk(address or settings().application_url)


@command.command()
def outbox(as_json: Json = False) -> None:
    """Say what waits to be brought to chats, what arrived, and what was given up and why."""
    from channels.deliveries import figures
    from commands.outbox import print_outbox
    from storage.database import migrate

    migrate()
    found = figures()
    if as_json:
        print(json.dumps(found))
    else:
        print_outbox(found, Console())


@command.command()
def guide(
    language: str,
    country: Annotated[str, typer.Argument(help="A country code such as KE: its rules and contacts only.")] = "",
    folder: Annotated[Path, typer.Option(help="Where to put the files.")] = Path(),
) -> None:
    """Make the printed guide of one language, as HTML and PDF, from the live answers."""
    from commands.guide import write

    prepare()
    with errors.status("Setting the pages (about half a minute)"):
        for path in write(language, country.upper() or None, folder):
            print(path)


@library.command("validate")
def library_validate(as_json: Json = False) -> None:
    """Say in sentences what has to be mended in the library's files."""
    from knowledge.validate import problems

    found = list(problems())
    if as_json:
        print(json.dumps({"problems": found}, ensure_ascii=False))
    else:
        for problem in found:
            print(problem)
        print(f"{len(found)} problems." if found else "The library is in order.")
    raise typer.Exit(1 if found else 0)


@library.command("review")
def library_review(as_json: Json = False) -> None:
    """Name phrasings that teach nothing, or that sit nearer to another answer than to their own."""
    from knowledge.matcher.encoder import SmallE5
    from knowledge.matcher.review import review
    from knowledge.matcher.store import live_examples, meanings_of, spelling_of

    prepare()
    examples = live_examples()
    with progress() as told:
        found = list(review(examples, meanings_of(examples, spelling_of(examples), SmallE5(), told)))
    if as_json:
        print(json.dumps({"phrasings": found}, ensure_ascii=False))
    else:
        for sentence in found:
            print(sentence)
        print(f"{len(found)} of {len(examples)} phrasings to look at.")


@library.command("status")
def library_status(as_json: Json = False) -> None:
    """Say what is missing, draft, out of date or overdue in the live library."""
    from commands.status import print_status
    from knowledge.library import live
    from knowledge.status import status
    from storage.database import reading

    prepare()
    with reading() as session:
        found = status(live(session), date.today())
    if as_json:
        print(json.dumps(found.as_figures(), ensure_ascii=False))
    else:
        print_status(found, Console())


@library.command("import")
def library_import() -> None:
    """Take the shipped files into the database; what staff changed stays as it is."""
    from knowledge.library import import_shipped
    from storage.database import migrate, writing

    migrate()
    with writing() as session:
        done = import_shipped(session)
    print(f"{done.new} new, {done.unchanged} unchanged, {len(done.kept)} kept because staff changed them.")
    for path in done.kept:
        print(f"kept: {path}")


@library.command("export")
def library_export(folder: Path) -> None:
    """Write the live library below a folder, byte for byte."""
    from knowledge.library import export
    from storage.database import migrate, reading

    migrate()
    with reading() as session:
        print(f"{export(session, folder)} files written below {folder}.")


@library.command("publish")
def library_publish(file: Path) -> None:
    """Make one file (…/<topic>/<language>.md) the live answer at once; the validator must find nothing in it."""
    from knowledge.publishing import publish_file

    print(publish_file(existing(file)))


def existing(path: Path) -> Path:
    """The path, or a sentence and an end."""
    if not path.is_file():
        raise typer.BadParameter(f"There is no file {path}.")
    return path


def main() -> None:
    """Entry point: turns known mistakes into a sentence. Imports little: `haki run` stays in memory."""
    try:
        command()
    except (Mistake, LookupError) as error:
        _stop(str(error.args[0] if error.args else error))
    except OSError as error:
        _stop(f"{error.strerror or error}: {error.filename or ''}".strip(": "))
    except _database_errors() as error:
        _stop(f"The database cannot be used: {error}. See HAKI_DATABASE_URL.")


def _database_errors() -> tuple[type[Exception], ...]:
    """Python asks for them only once something has gone wrong, so that nothing is imported before."""
    from alembic.util import CommandError
    from sqlalchemy.exc import OperationalError

    return OperationalError, CommandError


def _stop(sentence: str) -> NoReturn:
    errors.print(sentence, markup=False)
    sys.exit(2)
