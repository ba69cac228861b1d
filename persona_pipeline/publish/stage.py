"""The publish stage: build, compare with the last snapshot, verify, make durable, switch, collect."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from persona_pipeline import __version__
from persona_pipeline.basics.files import file_sha256, sync
from persona_pipeline.context import Check, Context, StageReport
from persona_pipeline.faults import crash_point
from persona_pipeline.warehouse.connect import PUBLISHED_STORAGE

from .build import Build, building
from .manifest import DATABASE_NAME, Manifest
from .pointer import (
    Snapshot,
    collect,
    make_durable,
    sequence_of,
    set_stray_log_aside,
    snapshots,
    snapshots_folder,
    sweep,
    switch,
)
from .verify import verify


def publish_snapshot(ctx: Context) -> StageReport:
    """Publish the night as a new snapshot under ``published/``; the pointer moves last, in one step.

    The published picture is that of the newest published night: running an old night again publishes its corrected
    rows in the history tables and takes nothing newer away. Where nothing changed, the last snapshot stays.

    The gate ``published_file_is_whole`` fails where the finished file does not read back as it was copied; the pointer
    then stays where it is.

    Raises:
        warehouse.Fenced: if a later run has taken over.
    """
    sweep(ctx.workspace)
    snapshots_folder(ctx.workspace).mkdir(parents=True, exist_ok=True)
    as_of = ctx.warehouse.run("publish/latest_night", {"as_of": ctx.as_of})[0][0]
    folder = snapshots_folder(ctx.workspace) / ".building"
    try:
        manifest, problems = _build(replace(ctx, as_of=as_of), folder)
        if problems:
            return StageReport(checks=(_gate(problems),))
        return _go_live(ctx, folder, manifest)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _build(ctx: Context, folder: Path) -> tuple[Manifest, list[str]]:
    """Build the night in ``folder``; where the newest snapshot already holds it, its manifest comes back instead."""
    params: dict[str, Any] = {
        "as_of": ctx.as_of,
        "min_cell": ctx.settings.publish.min_cell,
        "language": ctx.settings.shop.language,
    }
    persona_version = ctx.warehouse.run("publish/persona_version", params)[0][0]
    with building(ctx.warehouse, folder, params) as build:
        content = build.copy_content(ctx.settings)
        same = _newest_with(ctx, content)
        if same is not None:
            return same.manifest, []
        sequence = 1 + _last_sequence(ctx)
        name = f"{sequence:06d}-{ctx.as_of.isoformat()}-{content[:8]}"
        build.finish(name, sequence, persona_version)
    manifest = _manifest(ctx, folder, build, (name, sequence, persona_version, content))
    manifest.write(folder)
    problems = verify(ctx, folder, build.checks)
    crash_point("publish.after_verify")
    return manifest, problems


def _go_live(ctx: Context, folder: Path, manifest: Manifest) -> StageReport:
    """Give a verified snapshot its name and point at it; the run must still be the one that may write."""
    new = not (snapshots_folder(ctx.workspace) / manifest.snapshot).exists()
    if new:
        make_durable(folder)
        crash_point("publish.after_fsync")
    with ctx.warehouse.transaction():
        if new:
            folder.rename(snapshots_folder(ctx.workspace) / manifest.snapshot)
            sync(snapshots_folder(ctx.workspace))
        aside = set_stray_log_aside(ctx.workspace)
        if aside:
            ctx.progress(
                f"a client wrote to the published file; its log was set aside as {ctx.workspace.relative(aside)}"
            )
        switch(ctx.workspace, manifest.snapshot)
    collected = collect(ctx.workspace, ctx.settings.publish.keep_snapshots)
    return StageReport(
        rows={table.name: table.rows for table in manifest.tables},
        figures={
            "snapshot": manifest.snapshot,
            "sequence": manifest.sequence,
            "as_of": manifest.as_of,
            "new": new,
            "content_sha256": manifest.content_sha256,
            "bytes": manifest.database_bytes + sum(table.bytes for table in manifest.tables),
            "collected": len(collected),
        },
        checks=(_gate([]),),
    )


def _manifest(ctx: Context, folder: Path, build: Build, identity: tuple[str, int, int | None, str]) -> Manifest:
    name, sequence, persona_version, content = identity
    database = folder / DATABASE_NAME
    return Manifest(
        snapshot=name,
        sequence=sequence,
        as_of=ctx.as_of.isoformat(),
        persona_version=persona_version,
        content_sha256=content,
        code_version=__version__,
        storage_version=PUBLISHED_STORAGE,
        min_cell=ctx.settings.publish.min_cell,
        database_bytes=database.stat().st_size,
        database_sha256=file_sha256(database),
        tables=tuple(build.tables.values()),
        cards=build.cards,
    )


def _newest_with(ctx: Context, content_sha256: str) -> Snapshot | None:
    """The newest snapshot, if it holds exactly this content and its files are still what was verified."""
    newest = snapshots(ctx.workspace)[-1:]
    for snapshot in newest:
        if snapshot.manifest.content_sha256 == content_sha256 and snapshot.manifest.intact(snapshot.folder):
            return snapshot
    return None


def _last_sequence(ctx: Context) -> int:
    """The highest number ever given out: on the disk or, where folders were deleted, in the warehouse's nights."""
    names = [path.name for path in snapshots_folder(ctx.workspace).iterdir()]
    names += [row[0] for row in ctx.warehouse.run("publish/snapshot_names")]
    return max(map(sequence_of, names), default=0)


def _gate(problems: list[str]) -> Check:
    shown = "; ".join(problems[:3])
    reason = (
        f"the new snapshot does not read back as it was written: {shown}. The published file stays as it was. "
        "Mend: run the night again; if it fails again, check the disk."
    )
    examples = tuple({"problem": problem} for problem in problems[:20])
    return Check(
        "published_file_is_whole", "published.personas", not problems, True, reason if problems else "", examples
    )
