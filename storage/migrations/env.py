"""How Alembic reaches the tables: through the connection that storage.database hands it."""

from alembic import context

from storage.tables import Table

connection = context.config.attributes.get("connection")
if connection is None:  # `alembic` called by hand
    from storage.database import engine

    connection = engine().connect()
context.configure(connection=connection, target_metadata=Table.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
