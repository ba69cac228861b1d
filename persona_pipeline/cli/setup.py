"""init, sample, schema, doctor: everything before the first night."""

from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from persona_pipeline.settings import CONFIG_NAME, json_schema

from .common import FAILED, JsonOption, WorkspaceOption, complain, output, print_json, say
from .health import examine

DRIFT_HELP = "Plant a drift, `KIND[:PERSONA[:NIGHT[:SIZE]]]`, e.g. persona_grows:1:30:0.1. May be repeated. NIGHT counts from 1."


def init(directory: Annotated[Path, typer.Argument(help="Folder for the new workspace; made where it is absent.")]) -> None:
    """Make a workspace: a commented persona.yaml, its JSON Schema for editors, and an inbox.

    Nothing that exists is overwritten.
    """
    config = directory / CONFIG_NAME
    if config.exists():
        complain(f"{config} exists already; nothing was changed. Mend: choose another folder, or edit that file.")
        raise typer.Exit(FAILED)
    for kind in ("orders", "web", "survey"):
        (directory / "inbox" / kind).mkdir(parents=True, exist_ok=True)
    template = files("persona_pipeline").joinpath("cli", "template.yaml").read_text(encoding="utf-8")
    config.write_text(template, encoding="utf-8")
    (directory / "persona.schema.json").write_text(json_schema(), encoding="utf-8")
    output.print(
        f"{config} written.\n\nNext:\n"
        f'  export PERSONA_PIPELINE_KEY="$(python -c "import secrets; print(secrets.token_hex(32))")"   # keep it: pseudonyms depend on it\n'
        f"  persona-pipeline sources check FILE ..     # what your exports are, and the lines to paste into {CONFIG_NAME}\n"
        f"  cp EXPORTS {directory / 'inbox'}/...\n"
        f"  persona-pipeline refresh -w {directory}",
        markup=False,
    )


def sample(
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")],
    customers: Annotated[int, typer.Option(min=100, help="Customers at the start.")] = 5_000,
    nights: Annotated[int, typer.Option(min=1, help="Nights with a feed of their own.")] = 45,
    history_days: Annotated[int, typer.Option(min=0, help="Days before the first night, as monthly bulk files.")] = 150,
    first_night: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="As-of date of the first night.")] = datetime(2026, 6, 1),
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 7,
    file_format: Annotated[str, typer.Option("--format", help="mixed, csv, jsonl or parquet.")] = "mixed",
    drift: Annotated[list[str] | None, typer.Option(help=DRIFT_HELP)] = None,
    dirt: Annotated[bool, typer.Option(help="With the small mistakes that real exports have.")] = True,
) -> None:
    """Make a generated shop: history, one folder of files a night, persona.yaml, and the truth for comparison.

    The pipeline never reads the folder `truth`. To play nights by hand: copy `history/*` into `inbox`, run `refresh`
    for the day before the first night, then copy one folder of `nights` at a time and run `refresh --as-of` that day.
    """
    from persona_pipeline.sample import ShopOptions, generate, parse_drift

    options = ShopOptions(
        customers=customers,
        nights=nights,
        history_days=history_days,
        first_night=first_night.date(),
        seed=seed,
        file_format=file_format,
        drifts=tuple(parse_drift(text) for text in drift or ()),
        dirt=dirt,
    )
    report = generate(out, options, say)
    output.print(str(report), markup=False)


def schema(out: Annotated[Path | None, typer.Option("--out", help="File to write; stdout where absent.")] = None) -> None:
    """Write the JSON Schema of persona.yaml, with which editors check and complete it."""
    if out is None:
        output.file.write(json_schema())
    else:
        out.write_text(json_schema(), encoding="utf-8")


def doctor(workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    """Check what a night needs: versions, key, configuration, folders, disk, lock, warehouse, published file."""
    findings = examine(workspace.resolve())
    if as_json:
        print_json([{"check": f.check, "ok": f.ok, "found": f.found, "mend": f.mend} for f in findings])
    for finding in () if as_json else findings:
        output.print(f"{'ok  ' if finding.ok else 'FAIL'}  {finding.check}: {finding.found}", markup=False)
        if not finding.ok:
            output.print(f"      mend: {finding.mend}", markup=False)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(FAILED)
