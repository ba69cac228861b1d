"""The store: record a decision, read the log, write a persona version, decide about one. Everything is one transaction."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .engine import place_of
from .errors import DecisionsError
from .model import Decision, Version, as_json, checked, in_utc
from .standing import ACCEPT, DECIDES, PROPOSE, REJECT, subject_of, versions_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date, datetime

    from sqlalchemy import Connection

    from persona_pipeline.settings import Settings, Workspace

    from .engine import Place


class Decisions:
    """An open store. Several processes may have it open and write; each write waits for the one before it."""

    def __init__(self, con: Connection, place: Place) -> None:
        self._con = con
        self._place = place
        self._writing = False

    @classmethod
    @contextmanager
    def open(cls, workspace: Workspace, settings: Settings) -> Iterator[Decisions]:
        """Open the store of the workspace; makes it where it is absent. It needs neither the warehouse nor its lock.

        Raises:
            DecisionsError: if the database cannot be reached, is of a later version, or its address is wrong.
        """
        from . import tables

        place = place_of(workspace, settings)
        with place.connected() as con:
            store = cls(con, place)
            with store._reading():
                there = tables.is_there(con, place.shown)
            if not there:
                with store.transaction():
                    tables.create(con, place.shown)
            yield store

    @staticmethod
    def examine(workspace: Workspace, settings: Settings) -> str:
        """What there is, in a sentence; nothing is made or changed.

        Raises:
            DecisionsError: if the database cannot be reached, is of a later version, or its address is wrong.
        """
        from . import tables

        place = place_of(workspace, settings)
        if settings.decisions.url is None and not workspace.decisions.exists():
            return "not there yet; the first night makes it"
        with place.connected() as con, place.reading(con):
            if not tables.is_there(con, place.shown):
                return f"{place.shown} is empty; the first night fills it"
            store = Decisions(con, place)
            return f"{len(store.log())} decisions, {len(store.versions())} persona versions in {place.shown}"

    @property
    def where(self) -> str:
        """The address as people may see it: a path, or a URL without password."""
        return self._place.shown

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, and nobody else writes meanwhile; what is read in it is still so when it ends. Blocks nest."""
        if self._writing:
            yield
            return
        self._writing = True
        try:
            with self._place.writing(self._con):
                yield
        finally:
            self._writing = False

    @contextmanager
    def _reading(self) -> Iterator[None]:
        if self._con.in_transaction():
            yield
            return
        with self._place.reading(self._con):
            yield

    def record(
        self, kind: str, subject: str, payload: Mapping[str, Any], *, author: str, reason: str, at: datetime
    ) -> Decision:
        """Add a decision to the log.

        Args:
            kind: what sort of decision, such as ``persona.rename``.
            subject: what it is about, such as ``version:2`` or ``persona:P01``.
            payload: what was decided, as JSON values.
            author: who.
            reason: why, in their words.
            at: when, with a time zone.

        Raises:
            DecisionsError: if a text is empty or cannot be kept, or the store cannot be written.
        """
        from .tables import DECISIONS

        row: dict[str, Any] = {
            "kind": checked("kind", kind),
            "subject": checked("subject", subject),
            "payload": as_json(payload),
            "author": checked("author", author),
            "reason": checked("reason", reason),
            "at": in_utc(at),
        }
        with self.transaction():
            key = self._con.execute(DECISIONS.insert().values(**row)).inserted_primary_key
        if key is None:  # pragma: no cover - both databases return it
            raise DecisionsError(f"{self.where}: the database did not say where it wrote the decision.")
        return Decision(int(key[0]), **{**row, "payload": json.loads(row["payload"])})

    def log(self, kinds: Collection[str] | None = None, subject: str | None = None) -> list[Decision]:
        """Decisions in the order in which they were taken: all, or those of some kinds, or about one subject."""
        from sqlalchemy import select

        from .tables import DECISIONS

        wanted = select(DECISIONS).order_by(DECISIONS.c.id)
        if kinds is not None:
            wanted = wanted.where(DECISIONS.c.kind.in_(sorted(kinds)))
        if subject is not None:
            wanted = wanted.where(DECISIONS.c.subject == subject)
        with self._reading():
            rows = self._con.execute(wanted).all()
        return [Decision(r.id, r.kind, r.subject, json.loads(r.payload), r.author, r.reason, r.at) for r in rows]

    def versions(self) -> list[Version]:
        """All persona versions by number, and how each stands."""
        from sqlalchemy import select

        from .tables import VERSIONS

        with self._reading():
            rows = self._con.execute(select(VERSIONS).order_by(VERSIONS.c.number)).all()
            decided = self.log(DECIDES)
        return versions_of([(r.number, r.definition, r.sha256, r.fitted_as_of) for r in rows], decided)

    def version(self, number: int) -> Version:
        """One version.

        Raises:
            DecisionsError: if there is none with this number.
        """
        found = {version.number: version for version in self.versions()}
        if number not in found:
            known = ", ".join(map(str, found)) or "none yet"
            raise DecisionsError(
                f"there is no persona version {number}; known are: {known}.", "no_version", number=number
            )
        return found[number]

    def propose(
        self,
        number: int,
        definition: str,
        *,
        sha256: str,
        fitted_as_of: date,
        payload: Mapping[str, Any],
        author: str,
        reason: str,
        at: datetime,
    ) -> Version:
        """Write a persona version as proposed. Its number is free: look it up in the same transaction.

        Raises:
            DecisionsError: if there is one with this number.
        """
        from .tables import VERSIONS

        with self.transaction():
            if number in {version.number for version in self.versions()}:
                raise DecisionsError(f"there is a persona version {number} already; a version is written once.")
            proposal = self.record(PROPOSE, subject_of(number), payload, author=author, reason=reason, at=at)
            row = {"number": number, "definition": definition, "sha256": sha256, "fitted_as_of": fitted_as_of}
            self._con.execute(VERSIONS.insert().values(**row, proposal=proposal.id))
            return self.version(number)

    def accept(self, number: int, *, effective_as_of: date, author: str, reason: str, at: datetime) -> Version:
        """Accept a proposed version from a night on; the version before it is in force until then.

        Raises:
            DecisionsError: if it is not proposed.
        """
        return self._decide(
            ACCEPT, number, {"effective_as_of": effective_as_of.isoformat()}, author=author, reason=reason, at=at
        )

    def reject(
        self, number: int, *, author: str, reason: str, at: datetime, payload: Mapping[str, Any] | None = None
    ) -> Version:
        """Reject a proposed version.

        Raises:
            DecisionsError: if it is not proposed.
        """
        return self._decide(REJECT, number, payload or {}, author=author, reason=reason, at=at)

    def _decide(
        self, kind: str, number: int, payload: Mapping[str, Any], *, author: str, reason: str, at: datetime
    ) -> Version:
        with self.transaction():
            found = self.version(number)
            if found.status != "proposed":
                last = found.decision
                when = f"{last.at:%Y-%m-%d %H:%M} UTC"
                raise DecisionsError(
                    f"persona version {number} is {found.status} (last decided by {last.author}, {when}); expected a proposed one. "
                    "Mend: `persona-pipeline personas list` shows what can be decided; `propose` makes a new one.",
                    "decided_before",
                    who=last.author,
                    at=last.at,
                )
            self.record(kind, subject_of(number), payload, author=author, reason=reason, at=at)
            return self.version(number)

    def note_night(self, as_of: date) -> None:
        """Remember that a night has looked up its version, so that a decision taken later is for later nights."""
        from .tables import NIGHTS

        with self.transaction():
            newest = self.newest_night()
            if newest is None or as_of > newest:
                self._con.execute(NIGHTS.insert().values(as_of=as_of))

    def newest_night(self) -> date | None:
        """The newest night that has looked up its version; None where none has."""
        from sqlalchemy import func, select

        from .tables import NIGHTS

        with self._reading():
            newest: date | None = self._con.scalar(select(func.max(NIGHTS.c.as_of)))
        return newest
