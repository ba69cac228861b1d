"""Who may use the console: accounts with argon2 hashes, sessions of which only a hash is kept, and a limit on wrong passwords."""

from __future__ import annotations

import hashlib
import re
import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from persona_pipeline.decisions import DecisionsError
from persona_pipeline.decisions.engine import place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argon2 import PasswordHasher
    from sqlalchemy import Connection

    from persona_pipeline.decisions.engine import Place
    from persona_pipeline.settings import Settings, Workspace
    from persona_pipeline.settings.console import Role

SHORTEST, LONGEST = 12, 256
"""Signs of a password: long ones are safe, and a limit keeps a request from costing much."""
WINDOW = timedelta(minutes=15)
MOST_OF_BOTH, MOST_OF_ADDRESS, MOST_OF_NAME = 5, 25, 50
"""Wrong passwords within WINDOW after which nobody may try: of one name from one address, from one address, of one name.

The last is high, so that nobody can lock a colleague out by trying wrong passwords from a few addresses.
"""
AT_ONCE = BoundedSemaphore(4)
"""Passwords that are looked at, at once: each takes 64 MB, and anybody may send one."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")


class AccountError(DecisionsError):
    """An account that cannot be made, or is not there; the message says how to mend it."""


class TooManyTriesError(Exception):
    """Too many wrong passwords; ``minutes`` until one may try again."""

    def __init__(self, minutes: int) -> None:
        super().__init__(f"too many wrong passwords; try again in {minutes} minutes")
        self.minutes = minutes


@dataclass(frozen=True)
class User:
    name: str
    role: Role
    since: datetime


@dataclass(frozen=True)
class Session:
    """Who is signed in until when; ``csrf`` is what each form must bring along."""

    name: str
    role: Role
    csrf: str
    through_proxy: bool
    ends_at: datetime


class Accounts:
    """The tables of tables.py, open. Every method is one transaction."""

    def __init__(self, con: Connection, place: Place) -> None:
        self._con = con
        self._place = place

    @classmethod
    @contextmanager
    def open(cls, workspace: Workspace, settings: Settings) -> Iterator[Accounts]:
        """Open the accounts in the database of the decisions; makes the tables where they are absent.

        Raises:
            DecisionsError: if the database cannot be reached.
        """
        from sqlalchemy import inspect

        from .tables import METADATA

        place = place_of(workspace, settings)
        with place.connected() as con:
            with place.reading(con):
                there = set(METADATA.tables) <= set(inspect(con).get_table_names())
            if not there:
                with place.writing(con):
                    METADATA.create_all(con, checkfirst=True)
            yield cls(con, place)

    def add(self, name: str, role: Role, password: str, now: datetime) -> None:
        """Make an account.

        Raises:
            AccountError: if the name is taken or none, or the password too short or too long.
        """
        from .tables import USERS

        if not _NAME.fullmatch(name):
            raise AccountError(f"found the name {name!r}; expected 1 to 64 letters, digits and . _ @ -.")
        hashed = _hash(password)
        with self._place.writing(self._con):
            if self._con.execute(USERS.select().where(USERS.c.name == name)).first():
                raise AccountError(f"{name} has an account already. Mend: `persona-pipeline users password {name}`.")
            self._con.execute(USERS.insert().values(name=name, role=role, password_hash=hashed, since=now))

    def set_password(self, name: str, password: str) -> None:
        """Give an account another password; who is signed in with it is signed out.

        Raises:
            AccountError: if there is no such account, or the password is too short or too long.
        """
        from .tables import USERS

        self._change(name, USERS.update().values(password_hash=_hash(password)))

    def set_role(self, name: str, role: Role) -> None:
        """Give an account another role; who is signed in with it signs in anew.

        Raises:
            AccountError: if there is no such account.
        """
        from .tables import USERS

        self._change(name, USERS.update().values(role=role))

    def remove(self, name: str) -> None:
        """Take an account away, and sign it out everywhere. What it decided stays, with its name.

        Raises:
            AccountError: if there is no such account.
        """
        from .tables import USERS

        self._change(name, USERS.delete())

    def _change(self, name: str, statement: object) -> None:
        from .tables import SESSIONS, USERS

        with self._place.writing(self._con):
            done = self._con.execute(statement.where(USERS.c.name == name))  # type: ignore[attr-defined]
            if not done.rowcount:
                raise AccountError(f"there is no account {name!r}. Mend: `persona-pipeline users list` shows them.")
            self._con.execute(SESSIONS.delete().where(SESSIONS.c.name == name))

    def users(self) -> list[User]:
        """All accounts, by name."""
        from .tables import USERS

        with self._place.reading(self._con):
            rows = self._con.execute(USERS.select().order_by(USERS.c.name)).all()
        return [User(row.name, row.role, row.since) for row in rows]

    def sign_in(self, name: str, password: str, address: str, now: datetime, hours: int) -> str | None:
        """The token of a new session, or None where name or password are wrong. An unknown name costs as much time as a wrong password.

        Raises:
            TooManyTriesError: if there were too many wrong ones lately; the password is not even looked at then.
        """
        from .tables import FAILURES, USERS

        self._count_try(name, address, now)
        with self._place.reading(self._con):
            row = self._con.execute(USERS.select().where(USERS.c.name == name)).first()
        right = _verify(row.password_hash if row else _nobody(), password)
        if row is None or not right:
            return None
        with self._place.writing(self._con):
            mine = (FAILURES.c.name == name) & (FAILURES.c.address == address)
            self._con.execute(FAILURES.delete().where(mine))
        return self.begin(name, now, hours)

    def begin(self, name: str, now: datetime, hours: int, *, through_proxy: bool = False) -> str:
        """Begin a session of somebody who is known; the token goes into a cookie and is kept nowhere else."""
        from .tables import SESSIONS

        token = secrets.token_urlsafe(32)
        with self._place.writing(self._con):
            self._con.execute(SESSIONS.delete().where(SESSIONS.c.ends_at <= now))
            self._con.execute(
                SESSIONS.insert().values(
                    token_sha256=_sha256(token),
                    name=name,
                    csrf=secrets.token_urlsafe(32),
                    through_proxy=int(through_proxy),
                    ends_at=now + timedelta(hours=hours),
                )
            )
        return token

    def session(self, token: str, now: datetime, *, role_of_strangers: Role | None = None) -> Session | None:
        """The session of a token that has not ended, with the role that the account has now.

        ``role_of_strangers`` is that of people whom a proxy signed in and who have no account.
        """
        from .tables import SESSIONS, USERS

        with self._place.reading(self._con):
            row = self._con.execute(SESSIONS.select().where(SESSIONS.c.token_sha256 == _sha256(token))).first()
            user = self._con.execute(USERS.select().where(USERS.c.name == row.name)).first() if row else None
        if row is None or row.ends_at <= now:
            return None
        role = user.role if user else (role_of_strangers if row.through_proxy else None)
        return Session(row.name, role, row.csrf, bool(row.through_proxy), row.ends_at) if role else None

    def sign_out(self, token: str) -> None:
        """End the session of a token."""
        from .tables import SESSIONS

        with self._place.writing(self._con):
            self._con.execute(SESSIONS.delete().where(SESSIONS.c.token_sha256 == _sha256(token)))

    def _count_try(self, name: str, address: str, now: datetime) -> None:
        """Write the try down before the password is looked at, so that many at once count too."""
        from sqlalchemy import func, select

        from .tables import FAILURES

        by_name, by_address = FAILURES.c.name == name, FAILURES.c.address == address
        with self._place.writing(self._con):
            self._con.execute(FAILURES.delete().where(FAILURES.c.at <= now - WINDOW))
            for where, most in (
                (by_name & by_address, MOST_OF_BOTH),
                (by_address, MOST_OF_ADDRESS),
                (by_name, MOST_OF_NAME),
            ):
                tries, first = self._con.execute(select(func.count(), func.min(FAILURES.c.at)).where(where)).one()
                if tries >= most:
                    waits = first + WINDOW - now
                    raise TooManyTriesError(max(1, int(waits.total_seconds() + 59) // 60))
            self._con.execute(FAILURES.insert().values(name=name[:64], address=address, at=now))


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@cache
def _hasher() -> PasswordHasher:
    """Argon2id with the library's defaults, which follow RFC 9106."""
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobody() -> str:
    """A hash that no password has, for names that there are none of."""
    return _hasher().hash(secrets.token_urlsafe(32))


def _hash(password: str) -> str:
    if not SHORTEST <= len(password) <= LONGEST:
        raise AccountError(f"found a password of {len(password)} signs; expected {SHORTEST} to {LONGEST}.")
    return _hasher().hash(password)


def _verify(hashed: str, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        with AT_ONCE:
            return len(password) <= LONGEST and _hasher().verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
