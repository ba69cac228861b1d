"""The rules of ``expectations/`` as an asset check on each raw table: what each said about the night's rows, with examples.

It never stops a night by itself: rows that break a critical rule are in quarantine, and the gate ``batches_are_sound``
judges whether too many are. One check a table and not one a rule: each check costs Dagster about 0.1 s a night.
"""

from collections.abc import Iterator
from datetime import date

import dagster as dg

from persona_pipeline.quality import Rule, RuleResult, results_of_night, rules_of

from .describe import asset_key
from .partitions import dates_of
from .resources import NightResource

NAME = "rows_keep_the_rules"


def rules_check(table: str) -> dg.AssetCheckSpec:
    """The check of the table's suite; its description lists the rules."""
    lines = "\n".join(f"- {rule.text} ({rule.severity})" for rule in rules_of(table))
    return dg.AssetCheckSpec(
        NAME, asset=asset_key(table), description=f"Rules of expectations/{table}.json:\n\n{lines}"
    )


def rules_result(context: dg.AssetExecutionContext, night: NightResource, table: str) -> Iterator[dg.AssetCheckResult]:
    """What the rules said about the batches of the run's last night: the check warns if one was broken."""
    if dg.AssetCheckKey(asset_key(table), NAME) not in context.selected_asset_check_keys:
        return
    as_of = dates_of(list(context.partition_keys))[-1]
    said = {result.rule: result for result in _said(night, as_of) if result.table == table}
    broken = [said[rule.name] for rule in rules_of(table) if rule.name in said and _is_broken(said[rule.name])]
    yield dg.AssetCheckResult(
        asset_key=asset_key(table),
        check_name=NAME,
        passed=not broken,
        severity=dg.AssetCheckSeverity.WARN,
        description="\n".join(_in_words(result) for result in broken) or f"{len(said)} rules kept",
        metadata={
            "rules": dg.MetadataValue.table([_record(rule, said.get(rule.name)) for rule in rules_of(table)]),
            "examples": dg.MetadataValue.json([_example(result) for result in broken]),
        },
    )


def _said(night: NightResource, as_of: date) -> list[RuleResult]:
    return results_of_night(night.night(as_of, lambda _: None).warehouse.con, as_of)


def _is_broken(result: RuleResult) -> bool:
    return not result.success and result.severity != "info"


def _in_words(result: RuleResult) -> str:
    then = "; they are in quarantine" if result.severity == "critical" else ""
    return f"{result.rule}: {result.rows_failed:,} of {result.rows_checked:,} rows break it{then}."


def _record(rule: Rule, said: RuleResult | None) -> dg.TableRecord:
    counted = (said.rows_checked, said.rows_failed) if said else (0, 0)
    return dg.TableRecord(
        {
            "rule": rule.name,
            "severity": rule.severity,
            "rows_checked": counted[0],
            "rows_failed": counted[1],
            "what should hold": rule.text,
            "why": rule.why,
        }
    )


def _example(result: RuleResult) -> dict[str, object]:
    rows = [{key: str(value) for key, value in example.items()} for example in result.examples]
    return {"rule": result.rule, "rows": rows}
