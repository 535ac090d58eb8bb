"""doors into a conversation, deliveries to chats, limits, return codes"""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

Moment = storage.tables.Moment(timezone=True)
#: Names that SQLite's nameless constraints get while their tables are rebuilt.
NAMES = {
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
}


def upgrade() -> None:
    op.create_table(
        "door",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("address", sa.String(120), nullable=False),
        sa.Column(
            "conversation_id", sa.String(36), sa.ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.UniqueConstraint("channel", "address"),
    )
    op.create_index("ix_door_conversation_id", "door", ["conversation_id"])
    op.execute(
        "INSERT INTO door (channel, address, conversation_id, state, created_at) "
        "SELECT channel, address, id, 'open', created_at FROM conversation"
    )
    with op.batch_alter_table("conversation", naming_convention=NAMES) as table:
        table.drop_constraint("uq_conversation_channel", type_="unique")
        table.drop_column("channel")
        table.drop_column("address")
    with op.batch_alter_table("inbox", naming_convention=NAMES, table_kwargs={"sqlite_autoincrement": True}) as table:
        table.add_column(sa.Column("address", sa.String(120), nullable=False, server_default=""))
        table.add_column(sa.Column("sequence", sa.BigInteger()))
        table.add_column(sa.Column("details", sa.JSON(), nullable=False, server_default="{}"))
        table.drop_constraint("fk_inbox_conversation_id", type_="foreignkey")
        table.create_foreign_key(
            "fk_inbox_conversation_id", "conversation", ["conversation_id"], ["id"], ondelete="CASCADE"
        )
    op.create_index("inbox_sequence", "inbox", ["channel", "sequence"])
    with op.batch_alter_table("outbox", naming_convention=NAMES, table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_constraint("fk_outbox_conversation_id", type_="foreignkey")
        table.drop_constraint("fk_outbox_inbox_id", type_="foreignkey")
        table.create_foreign_key(
            "fk_outbox_conversation_id", "conversation", ["conversation_id"], ["id"], ondelete="CASCADE"
        )
        table.create_foreign_key("fk_outbox_inbox_id", "inbox", ["inbox_id"], ["id"], ondelete="CASCADE")
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("outbox_id", sa.Integer(), sa.ForeignKey("outbox.id", ondelete="CASCADE")),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("address", sa.String(120), nullable=False),
        sa.Column("call", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("available_at", Moment, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("sent_at", Moment),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_delivery_outbox_id", "delivery", ["outbox_id"])
    op.create_index("delivery_waiting", "delivery", ["state", "available_at"])
    op.create_index("delivery_address", "delivery", ["channel", "address", "state"])
    op.create_table(
        "return_code",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column(
            "conversation_id",
            sa.String(36),
            sa.ForeignKey("conversation.id", ondelete="CASCADE"),
            nullable=False,
            unique=True,
        ),
        sa.Column("until", Moment, nullable=False),
    )
    op.create_table(
        "unread_update",
        sa.Column("channel", sa.String(20), primary_key=True),
        sa.Column("external_id", sa.String(160), primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("sequence", sa.BigInteger()),
        sa.Column("received_at", Moment, nullable=False),
    )
    op.create_index("unread_sequence", "unread_update", ["channel", "sequence"])
    op.create_table(
        "count",
        sa.Column("name", sa.String(80), primary_key=True),
        sa.Column("window", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer(), nullable=False),
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("holder", sa.String(36), nullable=False),
        sa.Column("until", Moment, nullable=False),
    )
