"""``make demo``: a shop, its learning nights, a calm stretch and a planted drift, through Dagster, told on the terminal."""

import argparse
import logging
import os
import shutil
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import dagster as dg

from persona_pipeline.night import dates_between
from persona_pipeline.sample import Drift, ShopOptions, generate
from persona_pipeline.settings import KEY_VARIABLE, Settings, Workspace, load_settings
from persona_pipeline.warehouse import Warehouse

from .definitions import build_defs

DEMO_KEY = "demo-key-for-made-up-customers"
"""Pseudonyms of people who do not exist. A real workspace has a secret of its own."""

LEARNING, CALM, DRIFTING = 32, 5, 6
"""Nights: taken in one go to make the reference; one by one with nothing planted; one by one with the drift."""

SHOP = ShopOptions(
    customers=4_000,
    nights=LEARNING + CALM + DRIFTING,
    seed=11,
    drifts=(Drift("persona_grows", persona="bargain", start_night=LEARNING + CALM + 1, size=0.12),),
)
MARK = ".persona-demo"
VERDICTS = """
select coalesce(p.name, 'all personas'), v.verdict, v.reason
from marts.persona_verdicts v left join marts.personas p using (version, persona_id)
where v.as_of = (select max(as_of) from marts.persona_verdicts)
order by v.persona_id <> 'all', 1
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the workspace, run the nights, print how it ended. Returns the exit code."""
    options = _options(arguments)
    if options.print_key:
        print(DEMO_KEY)
        return 0
    started = time.perf_counter()
    os.environ.setdefault(KEY_VARIABLE, DEMO_KEY)
    os.environ.setdefault("DAGSTER_HOME", str(Path(__file__).resolve().parents[1]))
    logging.getLogger("persona_pipeline.alerts").addFilter(lambda _: False)  # told at the end, in words
    workspace = make_workspace(Path(options.folder).resolve(), SHOP)
    run_nights(workspace, SHOP)
    tell_how_it_ended(workspace, time.perf_counter() - started)
    return 0


def make_workspace(folder: Path, shop: ShopOptions) -> Workspace:
    """An empty workspace at ``folder``, and the shop's files in ``folder/shop``, still to arrive.

    Raises:
        SystemExit: if there is a folder that is not a demo of an earlier time.
    """
    if folder.exists() and not (folder / MARK).exists():
        raise SystemExit(f"{folder}: exists and is no demo workspace; it is left alone. Mend: name another folder.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARK).touch()
    say(
        f"Making a shop with {shop.customers:,} customers, {shop.history_days} days of history and {shop.nights} nights"
    )
    report = generate(folder / "shop", shop)
    say(
        f"  {report.order_lines:,} order lines, {report.events:,} web events, {report.responses:,} survey answers in {report.files} files"
    )
    workspace = Workspace(folder)
    config = (folder / "shop" / "persona.yaml").read_text(encoding="utf-8")
    workspace.config.write_text(f"{config}\nnight:\n  first_date: {shop.first_night}\n", encoding="utf-8")
    for kind in ("orders", "web", "survey"):
        (workspace.inbox / kind).mkdir(parents=True)
    arrive(workspace, folder / "shop" / "history")
    return workspace


def arrive(workspace: Workspace, folder: Path) -> None:
    """Move the files of ``folder/<kind>`` into the inbox, as the shop's systems would have put them there."""
    for path in sorted(folder.glob("*/*")):
        path.rename(workspace.inbox / path.parent.name / path.name)


def run_nights(workspace: Workspace, shop: ShopOptions) -> None:
    """The learning nights in one run over their range, then night by night, each as its files arrive."""
    job = build_defs(workspace=workspace).resolve_job_def("nightly_refresh")
    settings = load_settings(workspace.config)
    nights = dates_between(shop.first_night, shop.last_day)
    say(f"\nNights {nights[0]} to {nights[LEARNING - 1]}: what normal looks like (one run over {LEARNING} nights)")
    for as_of in nights[:LEARNING]:
        arrive(workspace, workspace.root / "shop" / "nights" / str(as_of))
    with dg.DagsterInstance.get() as instance:
        tell_night(workspace, settings, run(job, instance, nights[:LEARNING]), nights[LEARNING - 1])
        say(f"\nNight by night; from {nights[LEARNING + CALM]} on something changes in the shop")
        for as_of in nights[LEARNING:]:
            arrive(workspace, workspace.root / "shop" / "nights" / str(as_of))
            tell_night(workspace, settings, run(job, instance, [as_of]), as_of)


def run(job: dg.JobDefinition, instance: dg.DagsterInstance, nights: Sequence[date]) -> float:
    """One run of the job over the nights; returns its seconds.

    Raises:
        SystemExit: if the run failed or was stopped by a gate; says why.
    """
    started = time.perf_counter()
    result = job.execute_in_process(
        instance=instance,
        run_config=dg.RunConfig(loggers={"console": {"config": {"log_level": "CRITICAL"}}}),
        partition_key=str(nights[0]) if len(nights) == 1 else None,
        tags=None if len(nights) == 1 else range_tags(nights),
        raise_on_error=False,
    )
    if not result.success:
        raise SystemExit(f"the run over {nights[0]} to {nights[-1]} did not end well:\n{what_failed(result)}")
    return time.perf_counter() - started


def what_failed(result: dg.ExecuteInProcessResult) -> str:
    """The words of the steps and checks that failed."""
    steps = [
        event.step_failure_data.error_display_string for event in result.filter_events(lambda e: e.is_step_failure)
    ]
    checks = [
        str(check.description) for check in result.get_asset_check_evaluations() if not check.passed and check.blocking
    ]
    return "\n".join(checks or [step.partition("\n\nStack Trace")[0] for step in steps])


def range_tags(nights: Sequence[date]) -> dict[str, str]:
    """The tags by which Dagster marks a single run over a range of partitions."""
    return {
        "dagster/asset_partition_range_start": str(nights[0]),
        "dagster/asset_partition_range_end": str(nights[-1]),
    }


def tell_night(workspace: Workspace, settings: Settings, seconds: float, as_of: date) -> None:
    """One line about the night that was just run."""
    sql = "select verdict, reason from marts.persona_verdicts where as_of = $as_of and persona_id = 'all'"
    with Warehouse.open(workspace, settings, read_only=True) as warehouse:
        verdict, reason = (warehouse.query(sql, {"as_of": as_of}) or [("none", "")])[0]
    say(f"  {as_of:%a %Y-%m-%d}  {seconds:5.1f} s  {verdict:<11}  {reason}")


def tell_how_it_ended(workspace: Workspace, seconds: float) -> None:
    """The verdict, the alert, and where to look."""
    settings = load_settings(workspace.config)
    with Warehouse.open(workspace, settings, read_only=True) as warehouse:
        verdicts = warehouse.query(VERDICTS)
        alerts = warehouse.query("select as_of, title, body from ops.alerts order by as_of, alert_id")
    say("\nVerdict")
    for name, verdict, reason in verdicts:
        say(f"  {name}: {verdict}. {reason}")
    say("\nAlerts" if alerts else "\nNo alert was raised")
    for as_of, title, body in alerts:
        say(f"  {as_of} {title}")
        for line in str(body).splitlines():
            say(f"      {line}")
    say(f"\nPublished file  {shown(workspace.published / 'personas.duckdb')}")
    say(f"Parquet         {shown(workspace.published / 'parquet')}")
    say(f"Page            {shown(workspace.pages / 'index.html')}")
    say("Dagster's UI    make dev")
    say(f"\nDone in {seconds:.0f} seconds.")


def shown(path: Path) -> str:
    """The path as one would type it here."""
    return os.path.relpath(path)


def say(line: str) -> None:
    """One line on the terminal, at once."""
    print(line, flush=True)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m assets.demo", description=__doc__)
    parser.add_argument(
        "folder", nargs="?", default=".demo", help="where the demo workspace is made anew (default: .demo)"
    )
    parser.add_argument(
        "--print-key", action="store_true", help="print the key of the demo's pseudonyms, for `make dev`"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
