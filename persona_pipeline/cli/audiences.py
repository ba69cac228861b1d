"""audiences, audiences export, audiences send: lists of customers for campaign tools."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from persona_pipeline.alerts.queue import Outbox
from persona_pipeline.audiences import Held, current_export, export_audience, selecting, send_audiences, shown
from persona_pipeline.audiences.files import write_csv, write_parquet
from persona_pipeline.audiences.send import channel_of, put_export
from persona_pipeline.basics.files import file_sha256
from persona_pipeline.desk.reading import nothing_yet
from persona_pipeline.settings import CampaignAudience, Settings, Workspace
from persona_pipeline.warehouse import Busy, Warehouse, hold_lock

from .common import FAILED, JsonOption, WorkspaceOption, complain, open_workspace, print_json, say, tell

FILES = {".csv": write_csv, ".parquet": write_parquet}


def audiences(context: typer.Context, workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    """List the audiences that persona.yaml names, the night of the newest export of each, and what waits to be sent."""
    if context.invoked_subcommand is not None:
        return
    place, settings = open_workspace(workspace)
    rows = [_listed(place, audience) for audience in settings.audiences]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        night = f"night of {row['as_of']}, {row['folder']}" if row["as_of"] else "not written yet"
        tell(
            f"{row['name']}: {', '.join(row['of'])}; {night}"
            + (f"; {row['waiting']} parts wait" if row["waiting"] else "")
        )
    if not rows:
        tell("persona.yaml names no audience; see docs/audiences.md")


def export(
    of: Annotated[
        list[str], typer.Argument(help="An audience of persona.yaml by name; or persona ids, segments, or both.")
    ],
    workspace: WorkspaceOption = Path(),
    to: Annotated[
        str | None,
        typer.Option(
            "--to", help="File that ends in .csv or .parquet; `webhook` sends an audience of persona.yaml whole, now."
        ),
    ] = None,
    person: Annotated[str, typer.Option("--id", help="pseudonym or customer_id.")] = "pseudonym",
    columns: Annotated[
        str, typer.Option(help="What goes out beside the id, with commas between.")
    ] = "persona_id,segment",
    min_certainty: Annotated[
        float, typer.Option(help="Only people whose persona is at least this certain, 0 to 1.")
    ] = 0.0,
    consent: Annotated[str, typer.Option(help="given or not_refused.")] = "given",
    allow_small: Annotated[bool, typer.Option(help="Also where it has fewer people than publish.min_cell.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Write an audience of the newest night now: who opted out since the last export is out of it.

    An audience of persona.yaml is written to its folder and sent to its tool, as each night does. Others are written to a file, with a
    manifest beside it.
    """
    place, settings = open_workspace(workspace)
    named = next((each for each in settings.audiences if [each.name] == of), None)
    if named is None and (to is None or Path(to).suffix not in FILES):
        known = ", ".join(each.name for each in settings.audiences) or "none"
        raise typer.BadParameter(
            f"found {to or 'nothing'}; expected a file that ends in .csv or .parquet. Webhooks, with their secrets, belong to audiences of "
            f"persona.yaml; known are: {known}",
            param_hint="--to",
        )
    if not place.warehouse.exists():
        raise nothing_yet(place)
    audience = named or _audience(of, person, columns, min_certainty, consent, allow_small)
    with hold_lock(place.lock), Warehouse.open(place, settings) as warehouse:
        as_of = warehouse.run("ops/newest_whole_night")[0][0]
        if as_of is None:
            raise nothing_yet(place)
        with selecting(warehouse, place, settings, as_of) as selection:
            if named is not None and to in (None, "webhook"):
                made, counts = export_audience(selection, place, settings, named)
                held, where = (made.reason, None) if isinstance(made, Held) else (None, place.relative(made.folder))
            else:
                counts = selection.choose(audience, settings.publish.min_cell)
                small = counts.members < settings.publish.min_cell and not audience.allow_small
                held = _few(settings) if small else None
                where = None if small else _to_file(selection, audience, Path(str(to)))
        for warning in selection.warnings:
            say(f"warning: {warning}")
    told = shown(counts, settings.publish.min_cell)
    result = {"night": as_of, "written": where, "held": held, "people": told.members, "left_out": told.as_rows()}
    if named is not None and "webhook" in named.to and held is None:
        result |= _sent(place, settings, named, whole=to == "webhook")
    _tell(result, told.lines(), as_json)
    if held or result.get("failed"):
        raise typer.Exit(FAILED)


def send(
    workspace: WorkspaceOption = Path(),
    now: Annotated[bool, typer.Option("--now", help="Do not wait between tries.")] = False,
) -> None:
    """Send what waits to go to campaign tools."""
    place, settings = open_workspace(workspace)
    arrived, failed = send_audiences(place, settings, datetime.now(UTC), regardless=now)
    tell(f"{arrived} parts delivered")
    for name, error in failed.items():
        complain(f"{name}: {error}")
    if failed:
        raise typer.Exit(FAILED)


def _audience(
    of: list[str], person: str, columns: str, min_certainty: float, consent: str, allow_small: bool
) -> CampaignAudience:
    try:
        return CampaignAudience.model_validate(
            {
                "name": "export",
                "of": of,
                "to": ["parquet"],
                "id": person,
                "columns": [each.strip() for each in columns.split(",") if each.strip()],
                "min_certainty": min_certainty,
                "consent": consent,
                "allow_small": allow_small,
            }
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise typer.BadParameter(
            f"{'.'.join(map(str, first['loc']))}: {first['msg'].removeprefix('Value error, ')}"
        ) from error


def _to_file(selection: Any, audience: CampaignAudience, path: Path) -> str:
    """Write beside, then take the place of what was there; the manifest last."""
    fresh = path.with_name(f".{path.name}.new")
    FILES[path.suffix](selection.con, "audience_members", ["id", *audience.columns], fresh)
    fresh.replace(path)
    definition = audience.model_dump(mode="json", include={"of", "id", "columns", "min_certainty", "consent"})
    manifest = {
        "file": path.name,
        "as_of": selection.as_of.isoformat(),
        "definition": definition,
        "sha256": file_sha256(path),
    }
    path.with_name(f"{path.name}.manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return str(path)


def _sent(place: Workspace, settings: Settings, audience: CampaignAudience, *, whole: bool) -> dict[str, Any]:
    now = datetime.now(UTC)
    put_export(place, audience, now, whole=whole)
    try:
        arrived, failed = send_audiences(place, settings, now)
    except Busy:
        say("another process is sending; it sends this too")
        return {}
    return {"delivered": arrived, "failed": failed.get(audience.name)}


def _tell(result: dict[str, Any], lines: list[str], as_json: bool) -> None:
    if as_json:
        print_json(result)
        return
    if result["held"]:
        complain(result["held"])
    else:
        people = "" if result["people"] is None else f", {result['people']:,} people"
        tell(f"night of {result['night']}: {result['written']}{people}")
    for line in lines:
        tell(line)
    if result.get("failed"):
        complain(f"not delivered, tried again later: {result['failed']}")


def _few(settings: Settings) -> str:
    return f"fewer than {settings.publish.min_cell} people may be written to; nothing was written. Mend: `--allow-small`, or ask for more."


def _listed(place: Workspace, audience: CampaignAudience) -> dict[str, Any]:
    newest = current_export(place, audience.name)
    waiting = 0
    if "webhook" in audience.to and place.outbox.exists():
        with Outbox.open(place.outbox) as outbox:
            waiting = len(outbox.parcels(channel_of(audience.name)))
    folder = place.relative(newest.folder) if newest else None
    as_of = newest.manifest["as_of"] if newest else None
    return {
        "name": audience.name,
        "of": list(audience.of),
        "to": list(audience.to),
        "as_of": as_of,
        "folder": folder,
        "waiting": waiting,
    }
