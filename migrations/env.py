"""Runs the migrations on the connection that `customhouse migrate` passes in."""

from alembic import context

from customhouse.kernel.columns import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
