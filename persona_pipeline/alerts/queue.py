"""The outbox in ``outbox.sqlite``: notices that wait, and what each route was told. The night, `alerts send` and `watch` share it.

A notice is written before anybody is told, under a key that follows from what it says and from the notice before it: written twice it
is there once. It is marked after it was sent, so a crash between the two sends it again under the same key, by which receivers know it.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from .backoff import wait_after
from .notice import Notice
from .routing import Told

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from .message import Answer, Message

PATIENCE_S = 30
GIVE_UP_AFTER = timedelta(days=30)
KEEP = timedelta(days=400)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
PARCELS = "parcels"
"""Scope of parts of audiences' exports."""
_PARCEL = "select key, audience, channel, made_at, payload, failures, next_at, status from notices where scope = ? and channel = ?"
_TABLE = """
create table if not exists notices (
    id integer primary key autoincrement,
    key text not null unique,
    scope text not null,
    audience text not null,
    channel text not null,
    made_at text not null,
    payload text not null,
    firing text not null,
    status text not null check (status in ('waiting', 'delivered', 'given up')),
    attempts integer not null default 0,
    failures integer not null default 0,
    next_at text not null,
    down integer not null default 0,
    last_error text,
    delivered_at text
)
"""


@dataclass(frozen=True)
class Waiting:
    """A notice in the outbox, and how its delivery stands."""

    notice: Notice
    status: str
    attempts: int
    failures: int
    next_at: datetime
    down: bool
    last_error: str | None

    @property
    def key(self) -> str:
        return self.notice.key

    @property
    def made_at(self) -> str:
        return self.notice.made_at


@dataclass(frozen=True)
class Parcel:
    """A part of an audience's export on its way to a tool: what it is, not the people in it, who stay in the export's files.

    ``content`` names the export, whether it is told whole, and which part of how many this is.
    """

    key: str
    audience: str
    channel: str
    made_at: str
    content: dict[str, Any]
    failures: int = 0
    next_at: datetime = _LONG_AGO


class Outbox:
    """An open outbox. Several processes may have it open; each write waits for the one before it."""

    def __init__(self, con: sqlite3.Connection) -> None:
        self._con = con

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[Outbox]:
        """Open the file; makes it where it is absent.

        Raises:
            OSError: if it cannot be used.
        """
        try:
            with closing(sqlite3.connect(path, timeout=PATIENCE_S, isolation_level=None)) as con:
                con.execute("pragma synchronous = full")
                con.execute(_TABLE)
                yield cls(con)
        except sqlite3.Error as error:
            raise OSError(
                f"{path}: the outbox could not be used: {error}. Mend: look at the disk and who owns the file."
            ) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, and nobody else writes meanwhile."""
        self._con.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._con.execute("rollback")
            raise
        self._con.execute("commit")

    def told(self, scope: str, audience: str, channel: str) -> Told:
        """What a route was told last."""
        row = self._con.execute(
            "select key, made_at, firing from notices where scope = ? and audience = ? and channel = ? order by id desc limit 1",
            (scope, audience, channel),
        ).fetchone()
        return Told(row[0], _moment(row[1]), frozenset(json.loads(row[2]))) if row else Told()

    def remembered(self, scope: str, audience: str, channel: str) -> list[Message]:
        """The alerts that readers of a route know to stand, as they were told last."""
        firing = self.told(scope, audience, channel).firing
        rows = self._con.execute(
            "select payload from notices where scope = ? and audience = ? and channel = ? order by id desc limit 100",
            (scope, audience, channel),
        ).fetchall()
        found: dict[str, Message] = {}
        for (payload,) in rows if firing else ():
            for item in Notice.from_payload(json.loads(payload)).items:
                if item.alert.alert_id in firing:
                    found.setdefault(item.alert.alert_id, item.alert)
        return list(found.values())

    def every(self, scope: str) -> list[Message]:
        """Every alert that anybody was told of, or is to be."""
        rows = self._con.execute("select payload from notices where scope = ? order by id", (scope,)).fetchall()
        found = {i.alert.alert_id: i.alert for (text,) in rows for i in Notice.from_payload(json.loads(text)).items}
        return list(found.values())

    def put(self, scope: str, notice: Notice, firing: Collection[str]) -> bool:
        """Write a notice that waits; returns whether it was not there before."""
        text = json.dumps(notice.payload(), ensure_ascii=True, sort_keys=True)
        done = self._con.execute(
            "insert or ignore into notices (key, scope, audience, channel, made_at, payload, firing, status, next_at) "
            "values (?, ?, ?, ?, ?, ?, ?, 'waiting', ?)",
            (
                notice.key,
                scope,
                notice.audience,
                notice.channel,
                notice.made_at,
                text,
                json.dumps(sorted(firing)),
                notice.made_at,
            ),
        )
        return done.rowcount == 1

    def put_parcel(self, parcel: Parcel) -> bool:
        """Write a part of an export that waits; returns whether it was not there before."""
        done = self._con.execute(
            "insert or ignore into notices (key, scope, audience, channel, made_at, payload, firing, status, next_at) "
            "values (?, ?, ?, ?, ?, ?, '[]', 'waiting', ?)",
            (
                parcel.key,
                PARCELS,
                parcel.audience,
                parcel.channel,
                parcel.made_at,
                json.dumps(parcel.content, sort_keys=True),
                parcel.made_at,
            ),
        )
        return done.rowcount == 1

    def parcels(self, channel: str) -> list[Parcel]:
        """Parts of exports that have not arrived, oldest first."""
        return [
            self._parcel(row)
            for row in self._con.execute(_PARCEL + " and status = 'waiting' order by id", (PARCELS, channel))
        ]

    def last_parcel(self, channel: str) -> tuple[Parcel, str] | None:
        """The part that was written last, and how its delivery stands; None where there was none."""
        row = self._con.execute(_PARCEL + " order by id desc limit 1", (PARCELS, channel)).fetchone()
        return (self._parcel(row), str(row[7])) if row else None

    @staticmethod
    def _parcel(row: tuple[Any, ...]) -> Parcel:
        key, audience, channel, made_at, payload, failures, next_at, _ = row
        return Parcel(key, audience, channel, made_at, json.loads(payload), failures, _moment(next_at))

    def waiting(self, channel: str | None = None) -> list[Waiting]:
        """What has not arrived, oldest first: a backlog goes out in the order in which things happened."""
        rows = self._con.execute(
            "select payload, status, attempts, failures, next_at, down, last_error from notices "
            "where status = 'waiting' and scope <> 'parcels' and (?1 is null or channel = ?1) order by id",
            (channel,),
        ).fetchall()
        return [_waiting(row) for row in rows]

    def given_up(self) -> list[Waiting]:
        """What never arrived and is no longer tried."""
        rows = self._con.execute(
            "select payload, status, attempts, failures, next_at, down, last_error from notices "
            "where status = 'given up' and scope <> 'parcels' order by id"
        ).fetchall()
        return [_waiting(row) for row in rows]

    def mark(self, one: Waiting | Parcel, answer: Answer, now: datetime) -> None:
        """Write down how a try went, and when the next one is due."""
        if answer.error is None:
            self._con.execute(
                "update notices set status = 'delivered', attempts = attempts + ?, last_error = ?, delivered_at = ?, down = 0 where key = ?",
                (answer.tries, answer.note, stamp(now), one.key),
            )
            return
        failures = one.failures + 1
        next_at = now + wait_after(one.key, failures, answer.retry_after_s)
        status = "given up" if now - _moment(one.made_at) > GIVE_UP_AFTER else "waiting"
        self._con.execute(
            "update notices set status = ?, attempts = attempts + ?, failures = ?, next_at = ?, down = ?, last_error = ? where key = ?",
            (status, answer.tries, failures, stamp(next_at), int(answer.gone), answer.error, one.key),
        )

    def prune(self, now: datetime) -> None:
        """Forget what arrived long ago; the last notice of each route stays, because it says what its readers know."""
        self._con.execute(
            "delete from notices where status = 'delivered' and made_at < ? "
            "and id not in (select max(id) from notices group by scope, audience, channel)",
            (stamp(now - KEEP),),
        )


def stamp(moment: datetime) -> str:
    """A moment in UTC as text that sorts by time."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _waiting(row: tuple[str, str, int, int, str, int, str | None]) -> Waiting:
    payload, status, attempts, failures, next_at, down, error = row
    return Waiting(
        Notice.from_payload(json.loads(payload)), status, attempts, failures, _moment(next_at), bool(down), error
    )
