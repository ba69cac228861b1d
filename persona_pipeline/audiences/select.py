"""Who is in an audience on a night, and why others are not."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from persona_pipeline.personas.names import names_told
from persona_pipeline.settings import labels_of
from persona_pipeline.warehouse import statement
from persona_pipeline.warehouse.connect import add_macros
from persona_pipeline.warehouse.store import used

from .opt_outs import read_opt_outs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    import duckdb

    from persona_pipeline.settings import CampaignAudience, Settings, Workspace
    from persona_pipeline.warehouse import Warehouse


@dataclass(frozen=True)
class Counts:
    """How many people an audience has, and how many are left out by reason. Not for people to see: see ``counted``."""

    members: int
    left_out: dict[str, int] = field(default_factory=dict)


class Selection:
    """The people of a night, on a connection of its own; use it through ``selecting``."""

    def __init__(self, con: duckdb.DuckDBPyConnection, as_of: date) -> None:
        self.con = con
        self.as_of = as_of
        self.warnings: tuple[str, ...] = ()
        """What people must be told about the list of opt-outs, in words."""

    def run(self, name: str, **params: Any) -> list[tuple[Any, ...]]:
        """Run ``sql/audiences/<name>.sql``."""
        sql = statement(f"audiences/{name}")
        return self.con.execute(sql, used(self.con, sql, {"as_of": self.as_of, **params})).fetchall()

    def choose(self, audience: CampaignAudience, min_cell: int) -> Counts:
        """Make the temporary table audience_members; it is empty where there are too few people, and they are not allowed to be."""
        self.run(
            "people",
            personas=list(audience.personas),
            segments=list(audience.segments),
            id=audience.id,
            namespace=f"customer@{audience.identity_space}" if audience.identity_space else "customer",
            consent=audience.consent,
            min_certainty=audience.min_certainty,
        )
        found: dict[str | None, int] = dict(self.run("counts"))
        members = found.pop(None, 0)
        self.run("members", is_empty=members < min_cell and not audience.allow_small)
        self.run("state", columns=list(audience.columns))
        return Counts(members, {str(reason): people for reason, people in found.items()})


def _of_nobody(selection: Selection, settings: Settings) -> tuple[str, ...]:
    """A row of the list that fits nobody may be somebody who never bought, or a number in another form: a person has to look."""
    ((unknown, rows),) = selection.run("opt_outs_of_nobody")
    if not unknown:
        return ()
    said = (
        f"{settings.opt_outs}: {unknown:,} of {rows:,} rows of the list of opt-outs fit nobody; expected the customer numbers or addresses "
        "that orders and customer lists have. Mend: compare how they are written (leading zeros, letters); nothing is wrong where these "
        "people never bought."
    )
    return (said,)


def _names(selection: Selection, settings: Settings) -> Iterator[tuple[int, str, str]]:
    """What personas are called in the shop's language, by version and id: what a tool may put into a letter."""
    language = settings.shop.language
    labels = labels_of(settings, language)
    for version, *row in selection.run("names"):
        for persona_id, name in names_told([row], language, labels).items():
            yield version, persona_id, name


@contextmanager
def selecting(warehouse: Warehouse, workspace: Workspace, settings: Settings, as_of: date) -> Iterator[Selection]:
    """The people of a night and what they said about marketing. The warehouse itself is not written.

    Raises:
        ConfigError: if the list of opt-outs cannot be read.
    """
    listed = read_opt_outs(workspace.root / settings.opt_outs) if settings.opt_outs else []
    con = warehouse.con.cursor()
    before = con.execute("select current_setting('preserve_insertion_order')").fetchall()[0][0]
    con.execute("set preserve_insertion_order = true")  # files are written in the order of their ids
    try:
        add_macros(con)
        con.execute("create or replace temp table opt_out_list (row_number bigint, namespace varchar, value varchar)")
        con.execute(
            "insert into opt_out_list select unnest(cast(? as bigint[])), unnest(cast(? as varchar[])), unnest(cast(? as varchar[]))",
            [[each.row for each in listed], [each.namespace for each in listed], [each.value for each in listed]],
        )
        selection = Selection(con, as_of)
        con.execute("create or replace temp table audience_names (version integer, persona_id varchar, name varchar)")
        for row in _names(selection, settings):
            con.execute("insert into audience_names values (?, ?, ?)", list(row))
        selection.run("opted_out")
        selection.warnings = _of_nobody(selection, settings)
        selection.run("consent")
        yield selection
    finally:
        con.execute(f"set preserve_insertion_order = {before}")
        con.close()
