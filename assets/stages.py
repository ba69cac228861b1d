"""From a stage of the night to a Dagster multi-asset: its tables, its gates, and how a run of it is reported."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import dagster as dg

from persona_pipeline.context import Check, StageReport
from persona_pipeline.night import PASSING, run_stage
from persona_pipeline.stages import STAGES, Stage

from .describe import asset_key, describe
from .partitions import dates_of
from .resources import NightResource
from .rules import NAME as RULES
from .shown import Shown, shown

Results = Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]
Body = Callable[[dg.AssetExecutionContext, NightResource], Results]

POOL = "duckdb"
"""One writer at a time: every stage writes the warehouse."""

RETRIES = dg.RetryPolicy(max_retries=2, delay=5, backoff=dg.Backoff.EXPONENTIAL)
"""For what is ``PASSING``. A gate that failed is not retried: the data would be the same."""


@dataclass(frozen=True)
class TableAsset:
    """A table that a stage fills, the tables that it is made from, and what works on it."""

    name: str
    deps: tuple[str, ...]
    kinds: frozenset[str]


@dataclass
class Merged:
    """What a stage reported over the nights of a run."""

    reports: dict[date, StageReport] = field(default_factory=dict)

    def rows(self, table: str) -> int | None:
        return next((r.rows[table] for r in reversed(self.reports.values()) if table in r.rows), None)

    def figures(self) -> Mapping[str, Any]:
        return next(reversed(self.reports.values())).figures

    def checks(self) -> dict[dg.AssetCheckKey, list[tuple[date, Check]]]:
        found: dict[dg.AssetCheckKey, list[tuple[date, Check]]] = {}
        for night, report in self.reports.items():
            for check in report.checks:
                found.setdefault(dg.AssetCheckKey(asset_key(check.table), check.name), []).append((night, check))
        return found


def table(name: str, *deps: str, kinds: Sequence[str] = ("duckdb", "sql")) -> TableAsset:
    """A table and what it is made from: ``table("core.orders", "core.order_lines")``."""
    return TableAsset(name, deps, frozenset(kinds))


def gate(name: str, table: str, description: str, *, blocking: bool = True) -> dg.AssetCheckSpec:
    """A check that a stage makes. Blocking: what depends on the stage does not run when it fails."""
    return dg.AssetCheckSpec(name, asset=asset_key(table), description=description, blocking=blocking)


def stage_assets(
    stage: str, *tables: TableAsset, gates: Sequence[dg.AssetCheckSpec] = ()
) -> Callable[[Body], dg.AssetsDefinition]:
    """Make the multi-asset of a stage of the night; the docstring of the decorated function tells what it does."""

    def decorate(body: Body) -> dg.AssetsDefinition:
        return dg.multi_asset(
            name=stage,
            description=body.__doc__,
            specs=[describe(each.name, each.deps, set(each.kinds)) for each in tables],
            check_specs=gates,
            can_subset=True,  # one table may be asked for; its stage runs whole, as always
            backfill_policy=dg.BackfillPolicy.single_run(),
            retry_policy=RETRIES,
            pool=POOL,
        )(body)

    return decorate


def refresh(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Run the stage that the step is named after for the nights of the run, and report it.

    Stops at the first night that a gate holds back: the later ones would build on it.
    """
    stage = _stage(context.op_execution_context.op_def.name)
    dates = dates_of(list(context.partition_keys))
    merged = Merged()
    for as_of in dates[-1:] if stage.once else dates:
        report = _run(stage, night, as_of, context)
        merged.reports[as_of] = report
        if report.stopped_by:
            break
    beside = shown(stage.name, night.night(max(merged.reports), context.log.info))
    yield from (each for each in _tables(stage, merged, beside) if each.asset_key in context.selected_asset_keys)
    made = merged.checks()
    _all_declared(made, context.assets_def)
    for spec in context.assets_def.check_specs:
        if spec.key in context.selected_asset_check_keys and spec.name != RULES:
            yield _verdict(spec, made.get(spec.key, []))


def _run(stage: Stage, night: NightResource, as_of: date, context: dg.AssetExecutionContext) -> StageReport:
    """Run the stage; an error that trying again cannot mend fails the step at once, with its own words."""
    try:
        last_try = context.retry_number >= RETRIES.max_retries
        return run_stage(replace(night.night(as_of, context.log.info), last_try=last_try), stage)
    except PASSING:
        raise
    except Exception as error:
        raise dg.Failure(f"night of {as_of}, {stage.name}: {error}", allow_retries=False) from error


def _stage(name: str) -> Stage:
    return next(stage for stage in STAGES if stage.name == name)


def _tables(stage: Stage, merged: Merged, beside: Shown) -> Iterator[dg.MaterializeResult[None]]:
    for name in stage.writes:
        rows = merged.rows(name)
        count = {} if rows is None else {"dagster/row_count": rows}
        yield dg.MaterializeResult(
            asset_key=asset_key(name), metadata={**_plain(merged.figures()), **beside.get(name, {}), **count}
        )


def _all_declared(made: Mapping[dg.AssetCheckKey, Any], assets: dg.AssetsDefinition) -> None:
    strange = sorted(key.to_user_string() for key in made.keys() - {spec.key for spec in assets.check_specs})
    if strange:
        raise dg.Failure(
            f"the stage made checks that its assets do not declare: {', '.join(strange)}. Mend: add them to its `gates`.",
            allow_retries=False,
        )


def _verdict(spec: dg.AssetCheckSpec, checks: list[tuple[date, Check]]) -> dg.AssetCheckResult:
    """The gate over all nights of the run. A gate that was not looked at has failed."""
    failed = [(night, check) for night, check in checks if not check.passed]
    examples = [
        {"night": night.isoformat(), **_plain(example)} for night, check in failed for example in check.examples
    ]
    reasons = [f"{night}: {check.reason}" for night, check in failed] if checks else ["the stage did not look at this"]
    return dg.AssetCheckResult(
        asset_key=spec.asset_key,
        check_name=spec.name,
        passed=bool(checks) and not failed,
        severity=dg.AssetCheckSeverity.ERROR if spec.blocking else dg.AssetCheckSeverity.WARN,
        description="\n".join(reasons) or spec.description,
        metadata={"examples": dg.MetadataValue.json(examples)} if examples else {},
    )


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values that Dagster has a way to show; the rest as text."""
    return {key: value if isinstance(value, int | float | str | bool) else str(value) for key, value in values.items()}
