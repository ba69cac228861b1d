"""personas challenger: what the challenger in the shadow found last."""

from __future__ import annotations

from pathlib import Path

from persona_pipeline.challenger import sentence
from persona_pipeline.decisions import Decisions
from persona_pipeline.desk.challenger import rejected_challenger
from persona_pipeline.desk.reading import rows_as_dicts
from persona_pipeline.warehouse import statement

from .common import JsonOption, WorkspaceOption, one_line, open_workspace, print_json, print_table, reading, tell

_NONE_YET = (
    "no challenger yet: one is fitted weekly, and when a watch opens, from the first night with a verdict on. "
    "`personas propose` fits one now."
)
_FIGURES = ("comes_back", "overlap", "stayed", "contained", "contained_in_new", "distance", "margin")


def challenger(workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    """Show the challenger that was fitted in the shadow last: would new personas describe customers better, and who would they be?

    One is fitted weekly and on the night on which a watch opens. It changes nothing: `personas propose --challenger` writes it
    down as a proposed version, which somebody may accept.
    """
    place, settings = open_workspace(workspace)
    with reading(place) as con:
        known = con.execute(
            "select count(*) from duckdb_tables() where table_name like 'persona_challenger%'"
        ).fetchall()
        found = rows_as_dicts(con, statement("cli/challenger")) if known == [(2,)] else []
        personas = rows_as_dicts(con, statement("cli/challenger_personas")) if found else []
    if as_json:
        print_json({**found[0], "personas_found": personas} if found else None)
        return
    if not found:
        tell(_NONE_YET)
        return
    row = found[0]
    why = "the week" if row["why"] == "weekly" else "a watch that opened"
    tell(f"Challenger of version {row['version']}, fitted on the picture of {row['as_of']} because of {why}.")
    tell(f"{sentence(row, settings.shop.language)}\n")
    with Decisions.open(place, settings) as store:
        before = rejected_challenger(store, row["as_of"], personas)
    if before is not None:
        said = before.decision
        tell(f"The very same personas were proposed as version {before.number} and rejected by {said.author}, {said.at:%Y-%m-%d %H:%M} UTC: {one_line(said.reason)}\n")  # fmt: skip
    shown = [[p["persona_id"], p["name"], _fate(p), p["people"], p["gist"]] for p in personas]
    print_table("What would become of each persona", ["persona", "name", "what becomes of it", "people", "gist"], shown)
    figures = [[p["persona_id"], *(_figure(p[name]) for name in _FIGURES)] for p in personas]
    print_table("How sure that is (0 to 1; distance in standard units)", ["persona", *_FIGURES], figures)
    again = " --again" if before is not None else ""
    tell(
        f"Nothing changes by it. `persona-pipeline personas propose --challenger{again}` writes it down as a proposed version, to be "
        "compared, accepted or rejected."
    )


def _fate(row: dict[str, object]) -> str:
    if row["event"] in ("splits", "merges"):
        return f"{row['event']} from {row['from_ids']} into {row['to_ids']}"
    return str(row["event"])


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3g}"
