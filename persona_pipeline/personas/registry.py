"""Persona versions: the one in force on a night, and what people decide about versions and personas."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypedDict

from persona_pipeline.decisions import DecisionsError

from .definition import Definition, DefinitionError, from_text, sha256_of, to_text
from .derive import again, is_same, without
from .ledger import restored_rows, retired_rows
from .names import RENAME, checked_name, given_names, name_of, persona_subject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from persona_pipeline.decisions import Decision, Decisions, Version
    from persona_pipeline.warehouse import Warehouse

VERSIONS, PERSONAS, LEDGER = "marts.persona_versions", "marts.personas", "marts.persona_ledger"
RETIRE = "persona.retire"
_MEND = "Mend: restore the store of decisions from a backup."


def in_force(warehouse: Warehouse, as_of: date) -> Definition | None:
    """The version that the night uses: the last one accepted by then; None where there is none yet.

    Raises:
        DefinitionError: if the stored definition was changed or cannot be understood.
    """
    rows = warehouse.run("personas/version_in_force", {"as_of": as_of})
    if not rows:
        return None
    version, accepted_as_of, sha256, text = rows[0]
    where = f"{VERSIONS}, version {version}, accepted {accepted_as_of}"
    definition = from_text(text, sha256, where=where)
    if definition.version != version:
        raise DefinitionError(
            f"{where}: the definition says that it is version {definition.version}. "
            "Mend: restore the table from a published snapshot."
        )
    return definition


def read(store: Decisions, version: Version) -> Definition:
    """The definition of a version in the store.

    Raises:
        DefinitionError: if it was changed or cannot be understood.
    """
    where = f"{store.where}, version {version.number}"
    definition = from_text(version.definition, version.sha256, where=where, mend=_MEND)
    if definition.version != version.number:
        raise DefinitionError(f"{where}: the definition says that it is version {definition.version}. {_MEND}")
    return definition


def last_accepted(store: Decisions) -> Version | None:
    """The version that nights to come will use; None where none was ever accepted."""
    accepted = [version for version in store.versions() if version.status == "accepted"]
    return accepted[-1] if accepted else None


def expect_accepted(store: Decisions) -> Version:
    """The version that nights to come will use.

    Raises:
        DecisionsError: if none was ever accepted.
    """
    found = last_accepted(store)
    if found is None:
        raise DecisionsError(
            f"{store.where} holds no accepted version: the first one is fitted and accepted by the night that finds enough people, and "
            "after a loss the next night writes what the warehouse knows into it again. Mend: run `persona-pipeline refresh` first."
        )
    return found


def free_number(store: Decisions) -> int:
    """Number for the next version."""
    return max((version.number for version in store.versions()), default=0) + 1


def known_names(store: Decisions) -> dict[str, str]:
    """What everybody is called who ever had an id: personas in force, former ones, and those that were only proposed.

    Raises:
        DefinitionError: if a definition was changed.
    """
    given = given_names(store, None)
    versions = sorted(store.versions(), key=lambda version: version.effective_as_of or date.min)
    return {each.persona_id: name_of(each, given) for version in versions for each in read(store, version).personas}


def accept(store: Decisions, number: int, *, newest: date | None, author: str, reason: str, at: datetime) -> Version:
    """Accept a proposed version from the next night on; nights that were computed keep theirs, also when run again.

    Args:
        store: the store of decisions.
        number: of the version.
        newest: the newest night in the warehouse, as far as the caller knows; the store knows those it was asked about.
        author: who decides.
        reason: why.
        at: when.

    Raises:
        DecisionsError: if it is not proposed, or was compared with another version than the one in force now.
        DefinitionError: if its definition was changed.
    """
    with store.transaction():
        version, current = store.version(number), expect_accepted(store)
        read(store, version)
        base = version.proposal.payload.get("base")
        if version.status == "proposed" and base != current.number:
            raise DecisionsError(
                f"persona version {number} was compared with version {base}; since then version {current.number} was accepted, and "
                f"who is who may be otherwise. Mend: `persona-pipeline personas propose` once more, and `reject {number}`.",
                "outdated",
            )
        effective = next_night(store, newest)
        return store.accept(number, effective_as_of=effective, author=author, reason=reason, at=at)


def rename(
    store: Decisions,
    persona_id: str,
    name: str,
    *,
    other: Mapping[str, str] | None = None,
    newest: date | None,
    author: str,
    reason: str,
    at: datetime,
) -> Decision:
    """Give a persona another name from the next night on; its id stays.

    Args:
        store: the store of decisions.
        persona_id: of the persona.
        name: what it is called, in every language that ``other`` does not name.
        other: language: what it is called there.
        newest: the newest night in the warehouse, as far as the caller knows.
        author: who decides.
        reason: why.
        at: when.

    Raises:
        DecisionsError: if there is no such persona now, the name is none, or another persona has it: one in force, or one that
            may come back under it.
    """
    with store.transaction():
        definition, names = read(store, expect_accepted(store)), known_names(store)
        _expect_persona(persona_id, definition, names)
        wanted = checked_name(name)
        apart = {code: text for code, each in (other or {}).items() if (text := checked_name(each)) != wanted}
        for text in (wanted, *apart.values()):
            _expect_own(store, text, persona_id, definition, names)
        payload: dict[str, Any] = {
            "name": wanted,
            "before": names[persona_id],
            "effective_as_of": next_night(store, newest).isoformat(),
        }
        if apart:
            payload["names"] = apart
        return store.record(RENAME, persona_subject(persona_id), payload, author=author, reason=reason, at=at)


def _expect_own(
    store: Decisions, wanted: str, persona_id: str, definition: Definition, names: Mapping[str, str]
) -> None:
    """That no other persona has the name, in whichever language."""
    elsewhere = {key: set(given.other.values()) for key, given in given_names(store, None).items()}
    taken = [
        key
        for key in sorted(names.keys() | elsewhere.keys())
        if key != persona_id and (names.get(key) == wanted or wanted in elsewhere.get(key, ()))
    ]
    if taken:
        back = "" if taken[0] in {p.persona_id for p in definition.personas} else " and may come back under it"
        raise DecisionsError(
            f"{taken[0]} is called {wanted!r} already{back}; expected a name of its own.", "name_taken", name=wanted
        )


def retire(
    store: Decisions, persona_id: str, *, newest: date | None, author: str, reason: str, at: datetime
) -> Version:
    """Let a persona go from the next night on: its people are members of the next nearest one then.

    It makes a version of its own, accepted at once. The persona is recognised should it come back.

    Raises:
        DecisionsError: if there is no such persona now, or fewer than two would be left.
    """
    with store.transaction():
        current = expect_accepted(store)
        definition = read(store, current)
        _expect_persona(persona_id, definition, known_names(store))
        if len(definition.personas) <= 2:
            raise DecisionsError(
                f"{persona_id} cannot be retired: one persona alone tells nobody apart. Mend: `propose` a version with others.",
                "too_few_left",
            )
        effective, number = next_night(store, newest), free_number(store)
        told = {"version": number, "effective_as_of": effective.isoformat()}
        store.record(RETIRE, persona_subject(persona_id), told, author=author, reason=reason, at=at)
        made = without(definition, persona_id, number=number)
        who: Who = {"author": author, "reason": reason, "at": at}
        return _decided(
            store, made, retired_rows(definition, persona_id), base=current.number, effective=effective, who=who
        )


def restore(store: Decisions, number: int, *, newest: date | None, author: str, reason: str, at: datetime) -> Version:
    """Let the personas of an earlier version be in force again from the next night on.

    It makes a version of its own, accepted at once: the nights between keep theirs, and history stays as it was.

    Raises:
        DecisionsError: if that version was never in force, or its personas are the ones that nights to come use: a new version of the
            same would end what stands open about them, and change nothing else.
        DefinitionError: if its definition was changed.
    """
    with store.transaction():
        current, version = expect_accepted(store), store.version(number)
        if version.effective_as_of is None:
            mend = f"`personas accept {number}`" if version.status == "proposed" else "`personas propose` a new one"
            raise DecisionsError(
                f"persona version {number} is {version.status}; expected one that was in force before. Mend: {mend}."
            )
        if number == current.number:
            raise DecisionsError(
                f"persona version {number} is the one that nights to come use; there is nothing to do.",
                "in_use_already",
            )
        earlier, now = read(store, version), read(store, current)
        if is_same(earlier, now):
            raise DecisionsError(
                f"persona version {number} has the personas of version {current.number}, which nights to come use; there is nothing to do.",
                "in_use_already",
            )
        made = again(earlier, number=free_number(store))
        who: Who = {"author": author, "reason": reason, "at": at}
        effective = next_night(store, newest)
        return _decided(
            store, made, restored_rows(now, earlier), base=current.number, effective=effective, who=who, restores=number
        )


class Who(TypedDict):
    """Who decides, why and when."""

    author: str
    reason: str
    at: datetime


def _decided(
    store: Decisions,
    made: Definition,
    ledger: list[dict[str, Any]],
    *,
    base: int,
    effective: date,
    who: Who,
    restores: int | None = None,
) -> Version:
    """Write down a version that nobody fitted, and accept it: its ``made.version`` is free, its ledger tells who is who."""
    text = to_text(made)
    payload: dict[str, Any] = {"base": base, "night": None, "ledger": ledger, "moves": []}
    if restores is not None:
        payload["restores"] = restores
    store.propose(made.version, text, sha256=sha256_of(text), fitted_as_of=made.fitted_as_of, payload=payload, **who)
    return store.accept(made.version, effective_as_of=effective, **who)


def next_night(store: Decisions, newest: date | None) -> date:
    """The first night that a decision taken now can be for: no night that has looked up its version, nor one before an
    acceptance that is still to come.

    Raises:
        DecisionsError: if there was no night yet.
    """
    known = [night for night in (store.newest_night(), newest) if night is not None]
    if not known:
        raise DecisionsError("no night is known here yet. Mend: run `persona-pipeline refresh` first.", "no_night")
    following = max(known) + timedelta(days=1)
    accepted = [v.effective_as_of for v in store.versions() if v.effective_as_of is not None]
    return max([following, *accepted])


def _expect_persona(persona_id: str, definition: Definition, names: Mapping[str, str]) -> None:
    ids = sorted(persona.persona_id for persona in definition.personas)
    if persona_id not in ids:
        listed = ", ".join(f"{each} ({names[each]})" for each in ids)
        raise DecisionsError(f"there is no persona {persona_id!r} in force; there are: {listed}.", "no_persona")
