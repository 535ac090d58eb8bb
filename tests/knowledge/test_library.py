"""Import, staff changes, export."""

from pathlib import Path

from sqlalchemy.orm import Session

from knowledge.library import FILES, Document, export, import_shipped, live, publish, shipped
from storage.database import open_engine
from storage.tables import Table


def empty(path: Path) -> Session:
    engine = open_engine(f"sqlite:///{path / 'library.db'}")
    Table.metadata.create_all(engine)
    return Session(engine)


def test_import_twice_changes_nothing_and_export_gives_every_byte_back(tmp_path: Path) -> None:
    with empty(tmp_path) as session:
        first, second = import_shipped(session), import_shipped(session)
        assert (second.new, second.unchanged) == (0, first.new)
        export(session, tmp_path / "out")
        for document in shipped():
            assert (tmp_path / "out" / document.path).read_bytes() == (FILES / document.path).read_bytes()
        session.rollback()
        session.get_bind().dispose()  # type: ignore[union-attr]


def test_what_staff_changed_is_kept(tmp_path: Path) -> None:
    with empty(tmp_path) as session:
        import_shipped(session)
        own = Document("answer", "tax", "en", "## Phrasings\n\n- ours\n")
        publish(session, own)
        assert import_shipped(session).kept == (str(own.path),)
        mine = [found.document for found in live(session, "answer") if (found.slug, found.language) == ("tax", "en")]
        assert mine == [own.text]
        session.rollback()
        session.get_bind().dispose()  # type: ignore[union-attr]


def test_the_migrations_build_the_tables_that_the_code_uses(tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from storage.database import engine, migrate

    migrate()
    with engine().connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Table.metadata) == []
