"""Files that are still being written, and deliveries of nothing: neither is taken for a day's export."""

from __future__ import annotations

import importlib
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from persona_pipeline.context import Check, StageReport
from persona_pipeline.quality import results_of_night
from persona_pipeline.settings import WarehouseSettings, Workspace
from persona_pipeline.sources import ReadJob, ReadReport
from persona_pipeline.warehouse import Warehouse

from .conftest import HEADER, Play, order

NIGHT = date(2026, 3, 31)
HALF = HEADER + order(1) + order(2)[:9]


def finished(report: StageReport) -> Check:
    return next(check for check in report.checks if check.name == "files_are_finished")


def numbers(warehouse: Warehouse) -> list[str]:
    return [row[0] for row in warehouse.query("select order_id from raw.orders order by order_id")]


def test_a_file_that_ends_in_the_middle_of_a_row_waits(orders: Path, play: Play, warehouse: Warehouse) -> None:
    (orders / "a.csv").write_text(HALF)
    report = play()
    assert (report.stopped_by, report.figures["files_unfinished"]) == ((), 1)
    check = finished(report)
    assert (check.passed, check.blocking) == (False, False)
    assert check.reason.startswith("inbox/orders/a.csv: it may still be being written: its last line has no line end.")
    assert "`final_newline: optional`" in check.reason
    assert (numbers(warehouse), warehouse.count("ops.loads"), results_of_night(warehouse.con, NIGHT)) == ([], 0, [])

    (orders / "a.csv").write_text(HEADER + order(1) + order(2))
    report = play()
    assert (finished(report).passed, numbers(warehouse)) == (True, ["1", "2"])
    assert warehouse.count("ops.unfinished_files") == 0


def test_a_file_that_stays_as_it_is_is_taken_in_at_the_next_look(
    orders: Path, play: Play, warehouse: Warehouse
) -> None:
    (orders / "a.csv").write_text(HALF)
    play()
    report = play()
    assert (finished(report).passed, report.figures["rows_quarantined"], numbers(warehouse)) == (True, 1, ["1"])


def test_a_file_that_grew_but_is_not_whole_waits_again(orders: Path, play: Play, warehouse: Warehouse) -> None:
    (orders / "a.csv").write_text(HALF)
    play()
    (orders / "a.csv").write_text(HEADER + order(1) + order(2) + order(3)[:9])
    assert not finished(play()).passed
    assert numbers(warehouse) == []


def test_only_the_newest_file_of_a_source_waits(orders: Path, play: Play, warehouse: Warehouse) -> None:
    """A history whose files all lack the last line end is not held up: only the last can still be being written."""
    for number in (1, 2, 3):
        (orders / f"{number}.csv").write_text(HEADER + order(number) + order(number + 10)[:-1])
        time.sleep(0.02)  # the clock of a file system ticks slowly
    report = play()
    assert report.figures["files_unfinished"] == 1
    assert numbers(warehouse) == ["1", "2"]


def test_a_file_that_changes_while_it_is_read_waits(
    orders: Path, play: Play, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole lines so far, and more to come: the second look after reading sees that it grew."""
    (orders / "a.csv").write_text(HEADER + order(1))
    module = importlib.import_module("persona_pipeline.ingest.take_in")
    plainly = module.read_files

    def growing(jobs: Sequence[ReadJob], limits: WarehouseSettings) -> Iterator[ReadReport]:
        yield from plainly(jobs, limits)
        with (orders / "a.csv").open("a") as file:
            file.write(order(2))

    monkeypatch.setattr(module, "read_files", growing)
    report = play()
    assert "it changed while it was being read" in finished(report).reason
    assert numbers(warehouse) == []
    monkeypatch.setattr(module, "read_files", plainly)
    assert (finished(play()).passed, numbers(warehouse)) == (True, ["1", "2"])


def test_a_header_without_rows_is_a_delivery_of_nothing(
    orders: Path, play: Play, warehouse: Warehouse, workspace: Workspace
) -> None:
    (orders / "a.csv").write_text(HEADER + order(1))
    (orders / "b.csv").write_text(HEADER)
    report = play()
    assert (report.stopped_by, report.figures["files_accepted"]) == ((), 2)
    ledger = warehouse.query("select status, rows_in, last_day from ops.loads where file_name like '%b.csv'")
    assert ledger == [("accepted", 0, None)]
    broken = [result.rule for result in results_of_night(warehouse.con, NIGHT) if not result.success]
    assert broken == ["has_rows"]
    assert play().figures["files_accepted"] == 0
    columns = warehouse.query("select count(*) from ops.source_changes")
    assert columns == [(0,)]


def test_no_rows_do_not_take_away_those_of_the_version_before(orders: Path, play: Play, warehouse: Warehouse) -> None:
    (orders / "a.csv").write_text(HEADER + order(1))
    play()
    (orders / "a.csv").write_text(HEADER)
    stopped = play().stopped_by
    assert [check.name for check in stopped] == ["batches_are_sound"]
    assert "would take away the 1 rows of the version before it (2026-03-01 to 2026-03-01)" in stopped[0].reason
    assert numbers(warehouse) == ["1"]


GBP = HEADER.rstrip("\n") + ",currency\n"


def test_a_wrong_shop_currency_says_which_one_was_found_and_what_to_set(orders: Path, play: Play) -> None:
    for day in range(1, 9):
        rows = [order(number, day=f"2026-03-0{day}").rstrip("\n") + ",GBP\n" for number in range(5)]
        (orders / f"{day}.csv").write_text(GBP + "".join(rows))
    (check,) = play().stopped_by
    assert check.reason.startswith(
        "of 40 rows 40 in GBP; expected EUR, which is `shop.currency` in persona.yaml. Mend: set `shop.currency: GBP` in persona.yaml"
    )
    assert "most often for other_currency (GBP in 5 rows; shop.currency is EUR)" in check.reason


def test_another_currency_after_rows_were_taken_in_says_that_too(orders: Path, play: Play) -> None:
    (orders / "1.csv").write_text(HEADER + order(1))
    play()
    (orders / "2.csv").write_text(GBP + "".join(order(number).rstrip("\n") + ",GBP\n" for number in range(5)))
    (check,) = play().stopped_by
    assert (
        "name a table with the rates of GBP under `shop.rates`; or, where the shop's money is GBP, begin a new"
        in check.reason
    )


def test_what_a_night_refuses_is_counted_by_reason(orders: Path, play: Play) -> None:
    whole = "".join(order(number) for number in range(40))
    (orders / "a.csv").write_text(HEADER + whole + order(41, day="1900-01-01") + order(42).replace("2.50", "x"))
    figures = play().figures
    assert figures["rows_quarantined"] == 2
    assert figures["refused"] == {"bad_number": 1, "impossible_date": 1}
