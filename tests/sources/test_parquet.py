"""Parquet: types are kept, both ends are checked, Brotli is refused."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.sources.conftest import Read


def parquet(path: Path, select: str, options: str = "") -> Path:
    with duckdb.connect() as con:
        con.execute("set timezone = 'UTC'")
        con.execute(f"copy ({select}) to '{path}' (format parquet{options})")
    return path


@pytest.fixture
def file(tmp_path_factory: pytest.TempPathFactory, read: Read) -> Path:
    return tmp_path_factory.getbasetemp() / "sources0" / "typed.parquet"


def test_types_are_kept(read: Read, file: Path) -> None:
    parquet(
        file,
        """select 7::bigint as order_id, timestamp '2026-03-01 10:00:00' as ordered_at, 17850.0::double as customer_id,
           2::integer as quantity, 4.5::double as unit_price, [1, 2] as tags, {'a': 'x'} as nested
           union all select 8, timestamp '2026-03-02 10:00:00', null, 1, 'nan'::double, null, null""",
    )
    outcome = read(file, zone="Europe/Amsterdam")
    assert outcome.refused == []
    assert outcome.column("ordered_at") == [datetime(2026, 3, 1, 9), datetime(2026, 3, 2, 9)]
    assert outcome.column("customer_id") == ["17850", None]
    assert outcome.column("amount") == [Decimal(9), None]
    assert outcome.accepted[0]["extra"] == '{"tags":"[1,2]","nested":"{\\"a\\":\\"x\\"}"}'


@pytest.mark.parametrize(
    ("expression", "utc"),
    [
        ("timestamptz '2026-03-01 10:00:00+02'", datetime(2026, 3, 1, 8)),
        ("date '2026-03-01'", datetime(2026, 2, 28, 23)),
        ("'2026-03-01T10:00:00Z'", datetime(2026, 3, 1, 10)),
    ],
)
def test_moments_of_all_types(read: Read, file: Path, expression: str, utc: datetime) -> None:
    parquet(file, f"select 'a' as order_id, {expression} as ordered_at, 5 as amount")
    assert read(file, zone="Europe/Amsterdam").column("ordered_at") == [utc]


def test_rows_that_do_not_fit(read: Read, file: Path) -> None:
    parquet(
        file,
        "select 1 as order_id, timestamp '1800-01-01' as ordered_at, 5 as amount union all select null, timestamp '2026-03-01', 5 union all select 3, null, 5",
    )
    outcome = read(file)
    assert [reason for _, reason in outcome.reasons] == ["impossible_date", "missing_value", "missing_value"]


def test_broken_files(read: Read, file: Path) -> None:
    whole = parquet(file, "select 1 as order_id, timestamp '2026-03-01' as ordered_at, 5 as amount").read_bytes()
    for cut in (1, 4, len(whole) // 2):
        assert read(whole[:-cut]).report.error_code == "truncated"
    assert read(whole[4:], format="parquet").report.error_code == "not_parquet"
    assert read(whole, format="csv").report.error_code == "not_text"
    broken = bytearray(whole)
    broken[len(whole) // 2 : -8] = b"\xff" * len(broken[len(whole) // 2 : -8])
    assert read(bytes(broken)).report.error_code == "unreadable"


def test_brotli_is_refused_and_no_rows_are_a_delivery_of_nothing(read: Read, file: Path) -> None:
    select = "select 1 as order_id, timestamp '2026-03-01' as ordered_at, 5 as amount"
    assert read(parquet(file, select, ", compression brotli")).report.error_code == "bad_compression"
    nothing = read(parquet(file, f"{select} where false")).report
    assert (nothing.error, nothing.rows_in, nothing.accepted is not None) == (None, 0, True)
