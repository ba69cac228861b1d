"""init, sample, schema, doctor: everything before the first night."""

from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from persona_pipeline.sample import Drift, ShopOptions, generate, parse_drift
from persona_pipeline.sample.options import FileFormat
from persona_pipeline.settings import CONFIG_NAME, KINDS, json_schema

from .common import DAY, FAILED, JsonOption, WorkspaceOption, complain, print_json, say, tell
from .health import examine

DRIFT_HELP = (
    "Plant a drift: `KIND[:PERSONA or SOURCE[:NIGHT[:SIZE]]]`, e.g. persona_grows:bargain:30:0.1, conversion_falls::30:0.2, "
    "source_breaks:web:10:2. NIGHT counts from 1. May be repeated."
)


def init(
    directory: Annotated[Path, typer.Argument(help="Folder for the new workspace; made where it is absent.")],
) -> None:
    """Make a workspace: a commented persona.yaml, its JSON Schema for editors, and an inbox.

    Nothing that exists is overwritten.
    """
    config = directory / CONFIG_NAME
    if config.exists():
        complain(f"{config} exists already; nothing was changed. Mend: choose another folder, or edit that file.")
        raise typer.Exit(FAILED)
    for kind in KINDS:
        (directory / "inbox" / kind).mkdir(parents=True, exist_ok=True)
    template = files("persona_pipeline").joinpath("cli", "template.yaml").read_text(encoding="utf-8")
    config.write_text(template, encoding="utf-8")
    (directory / "persona.schema.json").write_text(json_schema(), encoding="utf-8")
    tell(
        f"{config} written.\n\nNext:\n"
        f'  export PERSONA_PIPELINE_KEY="$(python -c "import secrets; print(secrets.token_hex(32))")"   # keep it: pseudonyms depend on it\n'
        f"  persona-pipeline sources check FILE .. -w {directory}     # what your exports are, and the lines to paste into {CONFIG_NAME}\n"
        f"  cp EXPORTS {directory / 'inbox'}/...\n"
        f"  persona-pipeline refresh -w {directory}",
    )


def sample(
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")],
    customers: Annotated[int, typer.Option(min=100, help="Customers at the start.")] = 5_000,
    nights: Annotated[int, typer.Option(min=1, help="Nights with a feed of their own.")] = 45,
    history_days: Annotated[int, typer.Option(min=0, help="Days before the first night, as monthly bulk files.")] = 150,
    first_night: Annotated[datetime, typer.Option(**DAY, help="As-of date of the first night.")] = datetime(2026, 6, 1),
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 7,
    file_format: Annotated[
        FileFormat, typer.Option("--format", help="mixed: orders and survey as CSV, web as JSON lines.")
    ] = "mixed",
    drift: Annotated[list[str] | None, typer.Option(help=DRIFT_HELP)] = None,
    dirt: Annotated[bool, typer.Option(help="With the small mistakes that real exports have.")] = True,
) -> None:
    """Make a generated shop: history, one folder of files a night, persona.yaml, and the truth for comparison.

    The pipeline never reads the folder `truth`. To play nights by hand: copy `history/*` into `inbox`, run `refresh`
    for the day before the first night, then copy one folder of `nights` at a time and run `refresh --as-of` that day.
    """
    options = ShopOptions(
        customers=customers,
        nights=nights,
        history_days=history_days,
        first_night=first_night.date(),
        seed=seed,
        file_format=file_format,
        drifts=tuple(_drift(text) for text in drift or ()),
        dirt=dirt,
    )
    report = generate(out, options, say)
    tell(str(report))


def _drift(text: str) -> Drift:
    try:
        return parse_drift(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def schema(
    out: Annotated[Path | None, typer.Option("--out", help="File to write; stdout where absent.")] = None,
) -> None:
    """Write the JSON Schema of persona.yaml, with which editors check and complete it."""
    if out is None:
        typer.echo(json_schema(), nl=False)
    else:
        out.write_text(json_schema(), encoding="utf-8")


def doctor(workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    """Check what a night needs: versions, key, configuration, folders, disk, lock, warehouse, published file."""
    findings = examine(workspace.resolve())
    if as_json:
        print_json([{"check": f.check, "ok": f.ok, "found": f.found, "mend": f.mend} for f in findings])
    for finding in () if as_json else findings:
        tell(f"{'ok  ' if finding.ok else 'FAIL'}  {finding.check}: {finding.found}")
        if finding.to_mend:
            tell(f"      mend: {finding.to_mend}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(FAILED)
