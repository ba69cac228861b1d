"""The rules of ``expectations/`` as asset checks: what each said about the rows of the night, with examples.

They never stop a night by themselves: rows that break a critical rule are in quarantine, and the gate
``batches_are_sound`` judges whether too many are.
"""

from collections.abc import Iterator
from datetime import date

import dagster as dg

from persona_pipeline.quality import Rule, RuleResult, results_of_night, rules_of

from .describe import asset_key
from .partitions import dates_of
from .resources import NightResource

SUITE = "suite"
"""Mark on the checks that come from a suite and not from a stage's report."""


def rule_checks(table: str) -> list[dg.AssetCheckSpec]:
    """One check for each rule of the table's suite."""
    return [
        dg.AssetCheckSpec(
            rule.name,
            asset=asset_key(table),
            description=f"{rule.text} {rule.why}",
            metadata={SUITE: table, "severity": rule.severity, "reason_code": rule.reason_code},
        )
        for rule in rules_of(table)
    ]


def rule_results(context: dg.AssetExecutionContext, night: NightResource, table: str) -> Iterator[dg.AssetCheckResult]:
    """What the rules of the table's suite said about the batches of the run's last night."""
    as_of = dates_of(list(context.partition_keys))[-1]
    said = {result.rule: result for result in _said(night, as_of) if result.table == table}
    for rule in rules_of(table):
        if dg.AssetCheckKey(asset_key(table), rule.name) in context.selected_asset_check_keys:
            yield _result(table, rule, said.get(rule.name))


def _said(night: NightResource, as_of: date) -> list[RuleResult]:
    ctx = night.night(as_of, lambda _: None)
    return results_of_night(ctx.warehouse.con, as_of)


def _result(table: str, rule: Rule, said: RuleResult | None) -> dg.AssetCheckResult:
    kept = said is None or said.success or rule.severity == "info"
    return dg.AssetCheckResult(
        asset_key=asset_key(table),
        check_name=rule.name,
        passed=kept,
        severity=dg.AssetCheckSeverity.WARN,
        description=_in_words(rule, said),
        metadata={} if said is None else _figures(said),
    )


def _in_words(rule: Rule, said: RuleResult | None) -> str:
    if said is None:
        return "No batch came in this night."
    if said.success:
        return f"{said.rows_checked:,} rows, all keep it."
    then = " They are in quarantine." if rule.critical else ""
    return f"{said.rows_failed:,} of {said.rows_checked:,} rows break it.{then} Expected: {rule.expected}."


def _figures(said: RuleResult) -> dict[str, dg.MetadataValue]:
    figures: dict[str, dg.MetadataValue] = {
        "rows_checked": dg.MetadataValue.int(said.rows_checked),
        "rows_failed": dg.MetadataValue.int(said.rows_failed),
    }
    if said.examples:
        figures["examples"] = dg.MetadataValue.json(
            [{key: str(value) for key, value in each.items()} for each in said.examples]
        )
    return figures
