"""Each file exactly once; a changed file corrects its rows; what cannot be taken in is said and harms nothing."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from persona_pipeline.context import Context
from persona_pipeline.contracts import TABLES
from persona_pipeline.ingest import landing, take_in
from persona_pipeline.ingest.discover import look
from persona_pipeline.ingest.landing import NoRoom
from persona_pipeline.settings import Settings, Source, Workspace
from persona_pipeline.warehouse import Warehouse, quote_table

from .conftest import HEADER, Play, order


def totals(warehouse: Warehouse) -> list[tuple[str, Decimal]]:
    return warehouse.query("select order_id, net_amount from core.orders order by order_id")


def everything(warehouse: Warehouse) -> dict[str, list[tuple[object, ...]]]:
    return {name: warehouse.query(f"select * from {quote_table(name)} order by all") for name in TABLES}


def test_a_file_is_loaded_once_and_again_changes_nothing(orders: Path, play: Play, warehouse: Warehouse) -> None:
    (orders / "a.csv").write_text(HEADER + order(1) + order(2))
    assert play().figures["files_accepted"] == 1
    before = everything(warehouse)
    assert play().figures == {**play().figures, "files_accepted": 0}
    os.utime(orders / "a.csv")
    assert play().figures["files_known"] == 1
    after = everything(warehouse)
    assert {name for name in TABLES if before[name] != after[name]} == {"ops.files"}


def test_the_same_content_under_another_name_counts_once(orders: Path, play: Play, warehouse: Warehouse) -> None:
    for name in ("a.csv", "b.csv"):
        (orders / name).write_text(HEADER + order(1))
    assert play().figures["files_accepted"] == 1
    assert totals(warehouse) == [("1", Decimal("2.5000"))]


@pytest.mark.slow
def test_a_changed_file_corrects_its_rows(orders: Path, play: Play, warehouse: Warehouse) -> None:
    (orders / "a.csv").write_text(HEADER + order(1) + order(2))
    play()
    (orders / "a.csv").write_text(HEADER + order(1, quantity=3))
    play()
    assert totals(warehouse) == [("1", Decimal("7.5000"))]
    ledger = warehouse.query("select revision, status, rows_in from ops.loads order by revision")
    assert ledger == [(1, "superseded", 2), (2, "accepted", 1)]


@pytest.mark.slow
def test_a_file_that_goes_back_to_its_first_content(orders: Path, play: Play, warehouse: Warehouse) -> None:
    for text in (order(1), order(2), order(1)):
        (orders / "a.csv").write_text(HEADER + text)
        play()
    assert totals(warehouse) == [("1", Decimal("2.5000"))]


@pytest.mark.slow
def test_a_rolling_export_under_one_name_is_held(orders: Path, play: Play, warehouse: Warehouse) -> None:
    (orders / "latest.csv").write_text(HEADER + order(1))
    play()
    (orders / "latest.csv").write_text(HEADER + order(2, day="2026-03-02"))
    stopped = play().stopped_by
    assert [check.name for check in stopped] == ["batches_are_sound"]
    assert "share none with those of the version before" in stopped[0].reason
    assert totals(warehouse) == [("1", Decimal("2.5000"))]


@pytest.mark.slow
def test_a_change_is_seen_although_size_and_time_are_as_before(orders: Path, play: Play, warehouse: Warehouse) -> None:
    path = orders / "a.csv"
    path.write_text(HEADER + order(1, quantity=1))
    play()
    kept = path.stat()
    path.write_text(HEADER + order(1, quantity=7))
    os.utime(path, ns=(kept.st_atime_ns, kept.st_mtime_ns))
    play()
    assert totals(warehouse) == [("1", Decimal("17.5000"))]


@pytest.mark.slow
def test_content_that_another_file_still_has_stays(orders: Path, play: Play, warehouse: Warehouse) -> None:
    for name in ("a.csv", "b.csv"):
        (orders / name).write_text(HEADER + order(1))
    play()
    (orders / "a.csv").write_text(HEADER + order(2))
    play()
    assert [key for key, _ in totals(warehouse)] == ["1", "2"]


def test_overlapping_files_count_each_order_once(orders: Path, play: Play, warehouse: Warehouse) -> None:
    (orders / "a.csv").write_text(HEADER + order(1) + order(2))
    (orders / "b.csv").write_text(HEADER + order(2, quantity=4) + order(3))
    play()
    assert totals(warehouse) == [("1", Decimal("2.5000")), ("2", Decimal("10.0000")), ("3", Decimal("2.5000"))]


@pytest.mark.slow
def test_late_rows_change_their_own_day_only(orders: Path, play: Play, warehouse: Warehouse) -> None:
    (orders / "a.csv").write_text(HEADER + order(1) + order(2, day="2026-03-02"))
    play()
    kept = warehouse.query("select * from core.customer_day where business_day = date '2026-03-02'")
    (orders / "b.csv").write_text(HEADER + order(3))
    play()
    assert warehouse.query("select * from core.customer_day where business_day = date '2026-03-02'") == kept
    assert warehouse.query("select orders from marts.daily_figures order by business_day") == [(2,), (1,)]


def test_unknown_columns_are_kept(orders: Path, play: Play, warehouse: Warehouse) -> None:
    (orders / "a.csv").write_text(HEADER.strip() + ",gift_wrap\n" + order(1).strip() + ",yes\n")
    play()
    assert warehouse.query("select extra ->> 'gift_wrap' from raw.orders") == [("yes",)]


def test_landing_keeps_an_immutable_copy(orders: Path, play: Play, workspace: Workspace) -> None:
    (orders / "a.csv").write_text(HEADER + order(1))
    play()
    copies = [path for path in workspace.landing.rglob("*") if path.is_file()]
    assert [copy.read_text() for copy in copies] == [HEADER + order(1)]
    assert copies[0].stat().st_mode & 0o777 == 0o444
    assert not list(workspace.staging.rglob("*"))


def test_unfinished_and_hidden_files_wait(orders: Path, play: Play, warehouse: Warehouse) -> None:
    for name in (".hidden.csv", "a.csv.part", "b.csv.tmp"):
        (orders / name).write_text(HEADER + order(1))
    assert play().figures["files_accepted"] == 0
    assert warehouse.count("raw.orders") == 0


def test_links_and_pipes_are_refused(orders: Path, play: Play, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text(HEADER + order(1))
    (orders / "link.csv").symlink_to(secret)
    os.mkfifo(orders / "pipe.csv")
    stopped = play().stopped_by
    assert [check.name for check in stopped] == ["sources_are_there"]
    assert "link.csv: not a regular file" in stopped[0].reason
    assert "pipe.csv: not a regular file" in stopped[0].reason


def test_a_source_folder_that_does_not_exist(orders: Path, play: Play, warehouse: Warehouse) -> None:
    orders.rmdir()
    stopped = play().stopped_by
    assert "folder inbox/orders does not exist" in stopped[0].reason
    assert "Mend:" in stopped[0].reason
    assert warehouse.count("ops.loads") == 0


def test_too_little_disk_refuses_before_anything_is_read(
    orders: Path, play: Play, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    (orders / "a.csv").write_text(HEADER + order(1))
    before = everything(warehouse)
    usage = type("Usage", (), {"free": 10})
    monkeypatch.setattr(landing.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(NoRoom, match="10 bytes are free"):
        play()
    assert everything(warehouse) == before


BAD_FILES = {
    "empty_file": b"",
    "wrong_delimiter": HEADER.replace(",", "#").encode() + b"1#2026-03-01T10:00:00Z##c#p#1#2.5\n",
    "missing_column": HEADER.replace("order_id", "ordre_nummer").encode() + order(1).encode(),
    "not_text": bytes(range(256)) * 40,
    "bad_encoding": HEADER.encode() + order(1).replace("p", "caf\xe9").encode("latin-1"),
}


@pytest.mark.slow
@pytest.mark.parametrize("code", BAD_FILES)
def test_a_bad_file_is_refused_with_a_reason_and_the_rest_is_kept(
    code: str, orders: Path, play: Play, warehouse: Warehouse
) -> None:
    (orders / "good.csv").write_text(HEADER + order(1))
    play()
    before = totals(warehouse)
    (orders / "bad.csv").write_bytes(BAD_FILES[code])
    (orders / "also_good.csv").write_text(HEADER + order(2))
    report = play()
    assert [check.name for check in report.stopped_by] == ["files_are_readable"]
    assert "bad.csv" in report.stopped_by[0].reason
    assert totals(warehouse)[:1] == before
    assert warehouse.query("select status from ops.loads where file_name like '%bad.csv'") == [("refused",)]
    assert warehouse.query("select count(*) from raw.orders")[0][0] == 2


@pytest.mark.slow
def test_a_hundred_files_with_the_same_fault_are_one_message(orders: Path, play: Play) -> None:
    for number in range(100):
        (orders / f"bad-{number:03}.csv").write_bytes(BAD_FILES["missing_column"] + f"{number}".encode() + b"\n")
    reason = play().stopped_by[0].reason
    assert reason.count("Mend:") == 5
    assert reason.endswith("; and 95 more like these")


BAD_ROWS = {
    "bad_timestamp": order(9).replace("2026-03-01T10:00:00Z", "01/03/2026 10h"),
    "bad_number": order(9).replace("2.50", '"1.234,56"'),
    "wrong_field_count": "9,2026-03-01T10:00:00Z\n",
}


@pytest.mark.parametrize("code", BAD_ROWS)
def test_a_bad_row_goes_to_quarantine_and_the_rest_goes_on(
    code: str, orders: Path, play: Play, warehouse: Warehouse
) -> None:
    (orders / "a.csv").write_text(HEADER + "".join(order(n) for n in range(100, 150)) + BAD_ROWS[code] + order(1))
    report = play()
    assert not report.stopped_by, report.stopped_by
    assert warehouse.count("core.orders") == 51
    assert warehouse.query("select reason_code, file_name, row_number, line_number from quarantine.orders") == [
        (code, "inbox/orders/a.csv", 51, 52)
    ]
    assert warehouse.query("select rows_in, rows_accepted, rows_quarantined from ops.loads") == [(52, 51, 1)]


@pytest.mark.slow
def test_too_many_bad_rows_hold_the_batch_until_a_person_lets_it_pass(
    orders: Path, play: Play, warehouse: Warehouse, workspace: Workspace, context: object
) -> None:
    (orders / "a.csv").write_text(HEADER + order(1) + BAD_ROWS["bad_timestamp"] * 4)
    report = play()
    assert [check.name for check in report.stopped_by] == ["batches_are_sound"]
    assert warehouse.count("raw.orders") == 0
    load_id, status, reason = warehouse.query("select load_id, status, reason from ops.loads")[0]
    assert status == "held"
    assert reason
    assert [check.name for check in play().stopped_by] == ["batches_are_sound"], "it stays held night after night"
    from dataclasses import replace

    from persona_pipeline.ingest import take_in

    ctx = replace(context(date(2026, 3, 31)), accepted_batches=frozenset({load_id}))  # type: ignore[operator]
    assert not take_in(ctx, "orders").stopped_by
    assert warehouse.query("select status from ops.loads") == [("accepted",)]
    assert warehouse.count("raw.orders") + warehouse.count("quarantine.orders") == 5


def test_an_as_of_before_the_first_order_says_so_and_changes_nothing(
    orders: Path, play: Play, warehouse: Warehouse
) -> None:
    (orders / "a.csv").write_text(HEADER + order(1, day="2027-01-01"))
    before = everything(warehouse)
    assert "as_of 2026-03-31 lies before the first orders of 2027-01-01" in play().stopped_by[0].reason
    assert everything(warehouse) == before


def test_files_of_later_nights_wait_for_theirs(orders: Path, play: Play, warehouse: Warehouse) -> None:
    (orders / "a.csv").write_text(HEADER + order(1))
    (orders / "b.csv").write_text(HEADER + order(2, day="2027-01-01"))
    report = play()
    assert not report.stopped_by
    assert report.figures["files_waiting"] == 1
    assert warehouse.count("core.orders") == 1


def test_names_that_cannot_be_printed_are_refused_and_the_rest_goes_on(
    orders: Path, play: Play, warehouse: Warehouse
) -> None:
    (orders / "good.csv").write_text(HEADER + order(1))
    Path(os.fsdecode(os.fsencode(orders) + b"/\xff\xfe.csv")).write_text(HEADER + order(2))
    (orders / "forged\nline.csv").write_text(HEADER + order(3))
    report = play()
    assert [order_id for order_id, _ in totals(warehouse)] == ["1"]
    reason = next(check.reason for check in report.checks if check.name == "sources_are_there")
    assert "forged\\nline.csv: a name with control characters" in reason
    assert "\\udcff\\udcfe.csv" in reason


def test_a_name_may_be_as_long_as_names_can_be(orders: Path, play: Play, warehouse: Warehouse) -> None:
    (orders / ("a." + "x" * 240)).write_text(HEADER + order(1))
    assert play().figures["files_accepted"] == 1


def test_a_folder_that_is_a_link_is_refused(
    settings: Settings,
    workspace: Workspace,
    orders: Path,
    context: Callable[[date], Context],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "a.csv").write_text(HEADER + order(1))
    (orders / "sub").symlink_to(outside)
    found = look(workspace, Source(name="shop", kind="orders", path="inbox/orders/*/*.csv"))
    assert not found.files
    assert "lies behind a link" in found.problems[0]


def test_a_file_of_two_sources_is_taken_in_by_neither(
    orders: Path, workspace: Workspace, context: Callable[[date], Context]
) -> None:
    two = (
        Source(name="shop", kind="orders", path="inbox/orders/*"),
        Source(name="shop2", kind="orders", path="./inbox/*/a*.csv"),
        Source(name="site", kind="web", path="inbox/orders/*"),
    )
    ctx = replace(context(date(2026, 3, 31)), settings=Settings(sources=two))
    (orders / "a.csv").write_text(HEADER + order(1))
    (orders / "b.csv").write_text(HEADER + order(2))
    report = take_in(ctx, "orders")
    assert "sources shop and shop2 (kind orders) both take in inbox/orders/a.csv" in report.stopped_by[0].reason
    assert ctx.warehouse.query("select order_id from raw.orders") == [("2",)]


def test_a_folder_that_is_named_as_a_file_is_told(orders: Path, workspace: Workspace) -> None:
    (orders / "a.csv").mkdir()
    (orders / "done").mkdir()
    (problem,) = look(workspace, Source(name="shop", kind="orders", path="inbox/orders/*.csv")).problems
    assert "inbox/orders/a.csv: a folder" in problem
    assert not look(workspace, Source(name="shop", kind="orders", path="inbox/orders/*")).problems, "an archive may be"


def test_rows_and_files_after_today_are_refused(orders: Path, context: Callable[[date], Context]) -> None:
    ctx = replace(context(date(2026, 3, 31)), clock=lambda: datetime(2026, 4, 2, 8, tzinfo=UTC))
    (orders / "typo.csv").write_text(HEADER + order(7, day="2099-03-01"))
    (orders / "mixed.csv").write_text(
        HEADER + order(1) + order(2, day="2099-01-01") + order(3, updated="2031-01-01") + order(4)
    )
    (orders / "tomorrow.csv").write_text(HEADER + order(5, day="2026-04-03"))
    report = take_in(ctx, "orders")
    assert report.figures["files_waiting"] == 1
    assert "typo.csv: found rows from 2099-03-01" in report.stopped_by[0].reason
    rows = ctx.warehouse.query("select row_number, reason_code, column_name from quarantine.orders order by row_number")
    assert rows == [(2, "date_in_the_future", "ordered_at"), (3, "date_in_the_future", "updated_at")]


def test_with_another_table_of_rates_the_same_file_is_read_again(
    settings: Settings, workspace: Workspace, orders: Path, context: Callable[[date], Context]
) -> None:
    header = "order_id,ordered_at,amount,currency\n"
    (orders / "a.csv").write_text(header + "1,2026-03-01,10,EUR\n2,2026-03-01,10,USD\n")
    ctx = context(date(2026, 3, 31))
    shop = settings.shop.model_copy(update={"rates": "rates.csv"})
    quality = settings.quality.model_copy(update={"max_refused_share": 1.0})
    ctx = replace(ctx, settings=settings.model_copy(update={"shop": shop, "quality": quality}))
    rates = workspace.root / "rates.csv"
    rates.write_text("date,currency,rate\n2026-03-01,GBP,1.2\n2026-03-01,EUR,1\n")
    assert take_in(ctx, "orders").figures["rows_quarantined"] == 1
    rates.write_text("date,currency,rate\n2026-03-01,USD,0.9\n")
    assert take_in(ctx, "orders").figures["files_accepted"] == 0
    os.utime(orders / "a.csv")
    assert take_in(ctx, "orders").figures["files_accepted"] == 1
    amounts = ctx.warehouse.query("select order_id, amount from raw.orders order by order_id")
    assert amounts == [("1", Decimal(10)), ("2", Decimal(9))]
    assert ctx.warehouse.count("quarantine.orders") == 0
