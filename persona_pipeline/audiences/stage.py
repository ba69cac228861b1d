"""The stage after the pages: write every audience that persona.yaml names, and send those that go to a tool."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from persona_pipeline import __version__
from persona_pipeline.basics.files import file_sha256
from persona_pipeline.context import Check, StageReport
from persona_pipeline.faults import crash_point
from persona_pipeline.settings import ConfigError
from persona_pipeline.warehouse import Busy, quote
from persona_pipeline.warehouse.names import exact_path

from .counted import shown
from .exports import BUILDING, STATE, Export, Held, begin, current_export, go_live
from .files import write_csv, write_parquet
from .select import Selection, selecting
from .send import put_export, send_audiences, waiting_exports

if TYPE_CHECKING:
    from pathlib import Path

    from persona_pipeline.context import Context
    from persona_pipeline.settings import CampaignAudience, Settings, Workspace

    from .select import Counts

AUDIENCES = "published.audiences"
CONSENT = {
    "given": "only people who are known to consent to marketing; nobody who refused or is on the list of opt-outs",
    "not_refused": "nobody who refused marketing or is on the list of opt-outs; people of whom nothing is known are in it",
}


def refresh_audiences(ctx: Context) -> StageReport:
    """Write all audiences of the night. One that fails is told by a check and leaves the others, and the night, as they are.

    Nothing changed, nothing written: the same night again gives the same files. Without a clock nothing is sent.
    """
    problems: list[dict[str, Any]] = []
    figures: dict[str, Any] = {}
    if ctx.settings.audiences:
        try:
            with selecting(ctx.warehouse, ctx.workspace, ctx.settings, ctx.as_of) as selection:
                for warning in selection.warnings:
                    ctx.progress(f"warning: {warning}")
                for audience in ctx.settings.audiences:
                    made, counts = export_audience(selection, ctx.workspace, ctx.settings, audience)
                    told = shown(counts, ctx.settings.publish.min_cell)
                    figures[audience.name] = {"export": made.name, "people": told.members, "left_out": told.as_rows()}
                    if isinstance(made, Held):
                        figures[audience.name] = {"held": made.reason}
                        ctx.progress(f"audience {audience.name}: {made.reason}")
            _send(ctx, problems)
        except (ConfigError, OSError) as error:
            problems.append({"problem": " ".join(str(error).split())})
    for problem in problems:
        ctx.progress(f"audiences: {problem['problem']}")
    reason = "; ".join(problem["problem"] for problem in problems)
    check = Check("audiences_are_written", AUDIENCES, not problems, False, reason, tuple(problems))
    return StageReport(rows={AUDIENCES: len(ctx.settings.audiences)}, figures=figures, checks=(check,))


def _send(ctx: Context, problems: list[dict[str, Any]]) -> None:
    if ctx.clock is None:
        return
    now = ctx.clock()
    for audience in ctx.settings.audiences:
        if "webhook" in audience.to:
            put_export(ctx.workspace, audience, now)
    try:
        _, failed = send_audiences(ctx.workspace, ctx.settings, now)
    except Busy:  # whoever is sending sends this too
        return
    problems.extend({"problem": f"{name}: not delivered, tried again later: {error}"} for name, error in failed.items())


def export_audience(
    selection: Selection, workspace: Workspace, settings: Settings, audience: CampaignAudience
) -> tuple[Export | Held, Counts]:
    """Write one audience, unless the newest export says the same; returns it, or why there is none, and the counts behind it.

    Too few people: nothing is written the first time. Where an export is out already the next one is empty, so that a tool removes
    those whom it has.
    """
    counts = selection.choose(audience, settings.publish.min_cell)
    small = counts.members < settings.publish.min_cell and not audience.allow_small
    before = current_export(workspace, audience.name)
    if small and (before is None or not before.manifest["people"]):
        return Held(audience.name, _too_small(settings)), counts
    folder = begin(workspace, audience.name)
    _compare(selection, before)
    files = _write(selection, folder, audience)
    manifest = _manifest(selection, audience, before, files, _said(counts, settings, small=small))
    if before is not None and before.manifest["content_sha256"] == manifest["content_sha256"] and before.intact():
        _discard(folder)
        return before, counts
    crash_point("audience.before_live")
    name = f"{manifest['sequence']:06d}-{selection.as_of.isoformat()}-{manifest['content_sha256'][:8]}"
    used = waiting_exports(workspace, audience.name)
    return go_live(folder, name, manifest, settings.publish.keep_snapshots, used), counts


def _too_small(settings: Settings) -> str:
    return (
        f"fewer than {settings.publish.min_cell} people (publish.min_cell) may be written to; nothing was written. "
        "Mend: choose more personas or segments, look whether consent is taken in, or state `allow_small: true`."
    )


def _compare(selection: Selection, before: Export | None) -> None:
    """Make the temporary tables of what changed since the export before."""
    rows = "select id, said from audience_state where false"
    params: list[str] = []
    if before is not None:
        rows, params = "select id, said from read_parquet(?)", [exact_path(before.folder / STATE)]
    selection.con.execute(f"create or replace temp table audience_before as {rows}", params)
    selection.run("changes")
    selection.run("changed_members")


def _write(selection: Selection, folder: Path, audience: CampaignAudience) -> dict[str, dict[str, Any]]:
    tables = {
        "members": ("audience_members", ["id", *audience.columns]),
        "changes": ("audience_changed", ["change", "id", *audience.columns]),
    }
    write_parquet(selection.con, "audience_state", ["id", "said"], folder / STATE)
    rows = {STATE: _count(selection, "audience_state")}
    for name, (table, columns) in tables.items():
        write_parquet(selection.con, table, columns, folder / f"{name}.parquet")
        rows[f"{name}.parquet"] = _count(selection, table)
        if "csv" in audience.to:
            write_csv(selection.con, table, columns, folder / f"{name}.csv")
            rows[f"{name}.csv"] = rows[f"{name}.parquet"]
    return {
        name: {"rows": count, "bytes": (folder / name).stat().st_size, "sha256": file_sha256(folder / name)}
        for name, count in rows.items()
    }


def _count(selection: Selection, table: str) -> int:
    return int(selection.con.execute(f"select count(*) from {quote(table)}").fetchall()[0][0])


def _said(counts: Counts, settings: Settings, *, small: bool) -> dict[str, Any]:
    told = shown(counts, settings.publish.min_cell)
    return {
        "state": "too_small" if small else "complete",
        "people": 0 if small else counts.members,
        "left_out": told.as_rows(),
    }


def _manifest(
    selection: Selection, audience: CampaignAudience, before: Export | None, files: dict[str, Any], said: dict[str, Any]
) -> dict[str, Any]:
    """What the export says of itself; ``content_sha256`` leaves out what depends on the export before."""
    definition = audience.model_dump(
        mode="json", include={"of", "id", "identity_space", "columns", "min_certainty", "consent"}
    )
    content = {
        "audience": audience.name,
        "as_of": selection.as_of.isoformat(),
        "definition": definition,
        "consent_rule": CONSENT[audience.consent],
        **said,
        "written": sorted(files),
        "members_sha256": files["members.parquet"]["sha256"],
        "code_version": __version__,
    }
    changes = dict(selection.run("change_counts"))
    return {
        **content,
        "sequence": 1 + (before.sequence if before else 0),
        "previous": before.name if before else None,
        "changes": {name: changes.get(name, 0) for name in ("add", "change", "remove")},
        "files": files,
        "content_sha256": hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest(),
    }


def _discard(folder: Path) -> None:
    import shutil

    if folder.name == BUILDING:
        shutil.rmtree(folder)
