"""Accounts: in SQLite and PostgreSQL, without a password anywhere, and by command."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from typer.testing import CliRunner

from persona_pipeline.cli.app import app
from persona_pipeline.console.accounts import AccountError, Accounts
from persona_pipeline.console.entry import HOME, _next
from persona_pipeline.decisions import Decisions
from persona_pipeline.settings import Settings, Workspace
from tests.decisions.conftest import server, where

from .conftest import NOW, PASSWORD

__all__ = ["server", "where"]


def test_accounts_in_both_databases(workspace: Workspace, where: Settings) -> None:
    with Accounts.open(workspace, where) as accounts:
        accounts.add("anna", "viewer", PASSWORD, NOW)
        with pytest.raises(AccountError, match="has an account already"):
            accounts.add("anna", "editor", PASSWORD, NOW)
        token = accounts.sign_in("anna", PASSWORD, "127.0.0.1", NOW, 12)
        assert token
        session = accounts.session(token, NOW)
        assert session
        assert (session.name, session.role) == ("anna", "viewer")
        accounts.set_role("anna", "editor")
        assert accounts.session(token, NOW) is None, "who has another role signs in anew"
        assert [(user.name, user.role, user.since) for user in accounts.users()] == [("anna", "editor", NOW)]
        kept = str(accounts._con.execute(text("select * from persona_users")).all())
        accounts._con.rollback()
        assert "$argon2id$" in kept
        assert PASSWORD not in kept
        accounts.remove("anna")
        assert accounts.sign_in("anna", PASSWORD, "127.0.0.1", NOW, 12) is None
    with Decisions.open(workspace, where) as store:
        assert store.log() == [], "the decisions beside them are as they were"


def test_a_token_is_kept_as_a_hash_only(workspace: Workspace) -> None:
    with Accounts.open(workspace, Settings()) as accounts:
        accounts.add("anna", "viewer", PASSWORD, NOW)
        token = accounts.sign_in("anna", PASSWORD, "127.0.0.1", NOW, 12)
    assert token
    assert token.encode() not in workspace.decisions.read_bytes()


@pytest.mark.parametrize(
    ("name", "password"),
    [("anna", "short"), ("", PASSWORD), ("a b", PASSWORD), ("a" * 65, PASSWORD), ("anna", "x" * 257)],
)
def test_what_no_account_can_be(workspace: Workspace, name: str, password: str) -> None:
    with Accounts.open(workspace, Settings()) as accounts, pytest.raises(AccountError, match="expected"):
        accounts.add(name, "viewer", password, NOW)


@given(st.text(max_size=30))
def test_wherever_one_is_sent_on_it_is_here(path: str) -> None:
    found = _next(path)
    assert found == HOME or (found.startswith("/") and not found.startswith("//") and "\\" not in found)


def test_by_command(workspace: Workspace) -> None:
    Path(workspace.config).write_text("shop: {name: Test}\n")

    def run(*words: str, said: str | None = None) -> tuple[int, str]:
        done = CliRunner().invoke(app, [*words, "-w", str(workspace.root)], input=said)
        return done.exit_code, done.output + str(done.exception or "")

    assert run("users", "add", "anna", "--role", "editor", said=f"{PASSWORD}\n")[0] == 0
    assert "anna" in run("users", "list")[1]
    assert "expected 12 to 256" in run("users", "add", "bo", said="short\n")[1]
    assert "expected viewer or editor" in run("users", "add", "bo", "--role", "boss", said=f"{PASSWORD}\n")[1]
    assert "no account" in run("users", "remove", "bo")[1]
    assert run("users", "password", "anna", said=f"{PASSWORD} anew\n")[0] == 0
    assert run("users", "role", "anna", "viewer")[0] == 0
    assert run("users", "remove", "anna")[0] == 0
    with socket.create_server(("127.0.0.1", 0)) as taken:
        status, said = run("serve", "--port", str(taken.getsockname()[1]))
        assert status != 0
        assert "name another --port" in said
        assert "the console of" not in said
    assert "put a proxy with TLS" in run("serve", "--host", "0.0.0.0")[1]  # noqa: S104 - it is refused
