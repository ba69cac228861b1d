"""Accounts, sessions and failed sign-ins, beside the decisions in their database. Unlike decisions these rows change and go."""

from sqlalchemy import Column, Integer, MetaData, Table, Text

from persona_pipeline.decisions.tables import Moment

METADATA = MetaData()
USERS = Table(
    "persona_users",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("since", Moment, nullable=False),
)
SESSIONS = Table(
    "persona_sessions",
    METADATA,
    Column("token_sha256", Text, primary_key=True),
    Column("name", Text, nullable=False, index=True),
    Column("csrf", Text, nullable=False),
    Column("through_proxy", Integer, nullable=False),
    Column("ends_at", Moment, nullable=False),
)
FAILURES = Table(
    "persona_failed_sign_ins",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name", Text, nullable=False, index=True),
    Column("address", Text, nullable=False, index=True),
    Column("at", Moment, nullable=False),
)
