"""Persona versions as the warehouse keeps them: the one in force on a night, and a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .definition import Definition, DefinitionError, from_text, sha256_of, to_text

if TYPE_CHECKING:
    from datetime import date

    from persona_pipeline.warehouse import Warehouse

VERSIONS, PERSONAS = "marts.persona_versions", "marts.personas"


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


def any_version(warehouse: Warehouse) -> bool:
    """Whether a version was ever accepted, for whichever night."""
    return warehouse.count(VERSIONS) > 0


def accept(warehouse: Warehouse, definition: Definition, *, accepted_as_of: date, reason: str) -> None:
    """Write a version and its personas as accepted. Replaces nothing: a version is written once."""
    text = to_text(definition)
    with warehouse.transaction():
        warehouse.con.execute(
            "insert into marts.persona_versions "
            "(version, status, fitted_as_of, accepted_as_of, reason, sha256, definition) "
            "values (?, 'accepted', ?, ?, ?, ?, ?)",
            [definition.version, definition.fitted_as_of, accepted_as_of, reason, sha256_of(text), text],
        )
        warehouse.con.executemany(
            "insert into marts.personas (version, persona_id, name, gist) values (?, ?, ?, ?)",
            [(definition.version, p.persona_id, p.name, p.gist) for p in definition.personas],
        )
