"""The suites are data: native JSON that Great Expectations loads, each rule with its severity, code and reason."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from persona_pipeline.contracts import RAW_OF, TABLES
from persona_pipeline.quality import rules_of, suite_path, suites
from persona_pipeline.quality.suites import BATCH_SUITE

SUITES = (*RAW_OF.values(), BATCH_SUITE)


@pytest.mark.parametrize("table", SUITES)
def test_great_expectations_loads_the_suite_as_it_stands(table: str) -> None:
    import great_expectations as gx

    raw = json.loads(suite_path(table).read_text(encoding="utf-8"))
    suite = gx.ExpectationSuite(**raw)
    assert suite.name == table
    assert [e.meta["rule"] for e in suite.expectations] == [rule.name for rule in rules_of(table)]
    assert [e.severity.value for e in suite.expectations] == [rule.severity for rule in rules_of(table)]


@pytest.mark.parametrize("table", SUITES)
def test_every_rule_says_what_it_is_about_and_why(table: str) -> None:
    rules = rules_of(table)
    assert len({rule.name for rule in rules}) == len(rules)
    for rule in rules:
        assert rule.severity in ("critical", "warning", "info"), rule.name
        for text in (rule.reason_code, rule.text, rule.text_nl, rule.expected, rule.why):
            assert text.strip(), rule.name
        if table != BATCH_SUITE:
            assert rule.column in TABLES[table].column_names, rule.name
        else:
            assert rule.found, rule.name


def test_critical_rules_come_first_so_that_a_refused_row_carries_the_gravest() -> None:
    for table in SUITES:
        severities = [rule.critical for rule in rules_of(table)]
        assert severities == sorted(severities, reverse=True), table


def test_a_suite_that_is_not_there_is_an_error_with_a_mend() -> None:
    with pytest.raises(FileNotFoundError, match=r"no suite raw\.nothing\.json in .*Mend:"):
        suite_path("raw.nothing")


def test_suites_packed_in_the_wheel_are_found_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = tmp_path / "_expectations" / "raw.orders.json"
    packed.parent.mkdir()
    packed.write_text("{}")
    monkeypatch.setattr(suites, "files", lambda _package: tmp_path)
    suite_path.cache_clear()
    try:
        assert suite_path("raw.orders") == packed
        assert suite_path("raw.events").parent.name == "expectations"
    finally:
        suite_path.cache_clear()


def test_importing_the_package_does_not_import_great_expectations_or_pandas() -> None:
    code = (
        "import sys, persona_pipeline.quality as q; q.rules_of('raw.orders'); "
        "print([m for m in ('great_expectations', 'pandas', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
