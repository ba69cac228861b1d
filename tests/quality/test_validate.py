"""Many loads in few pieces: each failure finds its load and row again, in bounded pieces, the same every time."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from persona_pipeline.quality import engine, results_of_night, rows
from persona_pipeline.quality.engine import Outcome
from persona_pipeline.warehouse import Warehouse

from .batches import NIGHT
from .conftest import Night


def test_many_loads_in_one_piece_map_back_to_their_rows(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    monkeypatch.setattr(rows, "check", lambda table, frame: sizes.append(len(frame)) or engine.check(table, frame))
    loads = {f"load{n}": {7, n} for n in range(1, 31)}
    reports = [
        night.many(
            "orders", 100, load_id=load, amount=f"case when n in ({', '.join(map(str, bad))}) then null else 10 end"
        )
        for load, bad in loads.items()
    ]
    verdicts = night.validate("orders", *reports)
    assert sizes == [60]  # two kinds of rows in each load
    assert [verdict.load_id for verdict in verdicts] == list(loads)
    assert [verdict.rows_refused for verdict in verdicts] == [len(bad) for bad in loads.values()]
    found: dict[str, set[int]] = {}
    for load, row in night.query("select load_id, row_number from refused_rows"):
        found.setdefault(load, set()).add(row)
    assert found == loads
    counts = night.query("select load_id, rows_failed from ops.validation_results where rule = 'has_amount'")
    assert dict(counts) == {load: len(bad) for load, bad in loads.items()}


@pytest.mark.slow
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sets(st.integers(1, 3000)), min_size=1, max_size=3))
def test_pieces_are_bounded_and_every_bad_row_is_found_once(night: Night, bad: list[set[int]]) -> None:
    small = night.with_quality(piece_rows=2048, max_refused_share=1.0)
    seen: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "check", lambda table, frame: seen.append(len(frame)) or engine.check(table, frame))
        reports = [
            small.many(
                "web",
                3000,
                load_id=f"load{n}",
                revenue="n",
                quantity=f"case when n in ({', '.join(map(str, rows_ or {0}))}) then 2e9 else 1 end",
            )
            for n, rows_ in enumerate(bad)
        ]
        small.validate("web", *reports)
    assert sum(seen) == 3000 * len(bad)
    assert max(seen) <= 2048
    refused = small.query("select load_id, row_number from refused_rows")
    assert sorted(refused) == sorted((f"load{n}", row) for n, rows_ in enumerate(bad) for row in rows_)


def test_rows_that_look_the_same_are_judged_once_and_counted_all(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    monkeypatch.setattr(rows, "check", lambda table, frame: sizes.append(len(frame)) or engine.check(table, frame))
    night.validate(
        "web",
        night.many("web", 50_000, load_id="a", event_name="'page_view'", revenue="case when n % 1000 = 0 then -5 end"),
    )
    assert sizes == [2]
    checked = night.query("select distinct rows_checked from ops.validation_results where rule = 'has_event_id'")
    assert checked == [(50_000,)]
    assert night.query("select count(*), min(row_number), max(row_number) from refused_rows") == [(50, 1000, 50_000)]


def test_what_is_no_number_is_found_again(night: Night) -> None:
    """NULL and NaN are values like others where rows are told apart."""
    reports = night.many(
        "orders", 300, load_id="a", amount="case when n % 3 = 0 then null else 10 end", customer_id="'1.5e' || '+' || n"
    )
    night.with_quality(max_refused_share=1.0).validate("orders", reports)
    assert night.query("select count(distinct row_number) from refused_rows") == [(300,)]


def test_examples_are_the_first_five_rows_of_each_load(night: Night) -> None:
    reports = [night.many("web", 5000, load_id=load, event_name="'own_' || n") for load in ("a", "b")]
    night.with_quality(piece_rows=2048).validate("web", *reports)
    rows_ = night.query("select rows_failed, examples from ops.validation_results where rule = 'event_name_is_known'")
    expected = [{"row_number": n, "found": f"own_{n}"} for n in range(1, 6)]
    assert [(failed, json.loads(text)) for failed, text in rows_] == [(5000, expected)] * 2


@pytest.mark.slow
def test_twice_gives_the_same_rows(night: Night) -> None:
    def everything() -> list[list[tuple[Any, ...]]]:
        return [night.query(f"from {table} order by all") for table in ("ops.validation_results", "refused_rows")]

    reports = [
        night.batch("survey", [{}] * 30 + [{"answers": '{"nps": "12"}'}] * 2 + [{"email": "x"}], load)
        for load in ("a", "b")
    ]
    first = night.validate("survey", *reports), everything()
    assert (night.validate("survey", *reports), everything()) == first
    assert len(first[1][1]) == 4
    night.validate("survey", reports[0])
    results, refused = everything()
    assert results == first[1][0]  # the other load's results stay
    assert {row[0] for row in refused} == {"a"}  # the refused rows are those of this call


def test_no_reports_is_no_work(night: Night) -> None:
    assert night.validate("orders") == []
    assert night.query("select * from refused_rows") == []


def test_results_are_seen_by_night_in_plain_words(night: Night) -> None:
    night.query("insert into ops.loads by name select 'b' as load_id, 'inbox/b.csv' as file_name")
    night.validate(
        "orders", night.batch("orders", [{}] * 3, "a"), night.batch("orders", [{}] * 30 + [{"currency": "GBP"}], "b")
    )
    results = results_of_night(night.ctx.warehouse.con, NIGHT)
    assert [result.table for result in results] == ["ops.loads"] * 9 + ["raw.orders"] * 14
    (broken,) = [result for result in results if not result.success]
    assert (broken.rule, broken.severity, broken.reason_code) == ("currency_is_the_shops", "critical", "wrong_currency")
    assert broken.text == "Every line is in the shop's currency."
    assert broken.text_nl == "Elke regel is in de munt van de winkel."
    assert (broken.batches, broken.batches_failed, broken.rows_checked, broken.rows_failed) == (2, 1, 34, 1)
    assert broken.examples == ({"file_name": "inbox/b.csv", "load_id": "b", "row_number": 31, "found": "GBP"},)
    assert results_of_night(night.ctx.warehouse.con, NIGHT - timedelta(days=1)) == []


def test_a_rule_without_a_result_has_not_been_kept() -> None:
    import numpy as np

    outcomes = engine._in_order("ops.loads", [Outcome("has_rows", np.empty(0, dtype=np.int64))])
    assert [outcome.rule for outcome in outcomes if not outcome.error] == ["has_rows"]
    assert len(outcomes) == 9


def test_an_exception_that_great_expectations_swallows_is_an_error() -> None:
    """It answers such a rule with success = False and goes on; that must not pass for a broken rule without rows."""
    import pandas as pd

    frame = pd.DataFrame({"other_column": [1]})
    outcomes = engine.check("raw.orders", frame)
    assert all("order_id_length" in outcome.error for outcome in outcomes if outcome.rule == "has_order_id")
    assert all(outcome.error for outcome in outcomes)


@pytest.mark.slow
def test_nothing_is_written_and_nobody_is_called(tmp_path: Path) -> None:
    """In a process of its own, with a home and a temporary folder to look into, and sockets that raise."""
    import subprocess
    import sys

    code = """
import socket
def refuse(*_, **__): raise AssertionError("a socket was opened")
socket.socket.connect = refuse
socket.getaddrinfo = refuse
import pandas as pd
from persona_pipeline.quality import engine
print([o.error for o in engine.check("ops.loads", pd.DataFrame({name: [1.0] for name in (
    "unreadable", "rows_left_if_any", "refused_over_limit", "emptied_columns", "volume_over_lowest", "rows_in", "volume_over_band", "volume_over_highest", "later_share")}))])
"""
    for name in ("home", "tmp", "work"):
        (tmp_path / name).mkdir()
    env = {
        **os.environ,
        "HOME": str(tmp_path / "home"),
        "TMPDIR": str(tmp_path / "tmp"),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path / "work", env=env
    )
    assert done.stdout.strip() == str([""] * 9)
    assert done.stderr == ""
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_survives_inside_a_transaction_of_the_caller(night: Night) -> None:
    warehouse: Warehouse = night.ctx.warehouse
    report = night.batch("orders", [{}] * 30 + [{"amount": None}])

    def caller() -> None:
        with warehouse.transaction():
            night.validate("orders", report)
            raise RuntimeError("the caller failed")

    with pytest.raises(RuntimeError, match="the caller failed"):
        caller()
    assert warehouse.count("ops.validation_results") == 0
