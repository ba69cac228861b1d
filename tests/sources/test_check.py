"""`sources check`: what a file is, what would become of it, and the lines to paste."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from persona_pipeline.settings import Settings, Source
from persona_pipeline.sources import check_files
from persona_pipeline.sources.check import takes
from persona_pipeline.sources.propose import _fits, _formats
from persona_pipeline.sources.siblings import slug
from tests.sources.conftest import source_of

ORDERS = "Bestelling;Order date;Customer;Amount\n"


def test_a_file_that_nobody_names_gets_a_proposal(tmp_path: Path) -> None:
    path = tmp_path / "Export 2026.csv"
    rows = "1;31-12-2025 10:00;17;1.234,50\n2;01-01-2026 11:30;;12,00\n"
    path.write_bytes(
        ("Order number;Order date;Customer;Line total;Café\n" + rows.replace("\n", ";é\n")).encode("cp1252")
    )
    check = check_files([path])[0]
    assert (check.source, check.kind, check.format, check.delimiter) == (None, "orders", "generic", ";")
    assert (check.rows, check.rows_accepted, check.rows_lacking["customer_id"], check.error) == (2, 2, 1, None)
    proposed = Source(**yaml.safe_load(check.yaml)[0])
    assert (proposed.encoding, proposed.decimal, proposed.thousands, proposed.timestamp_format) == (
        "cp1252",
        ",",
        ".",
        "%d-%m-%Y %H:%M",
    )
    assert check.unmapped == ("Café",)
    assert len(check.findings) == 3
    again = check_files([path], Settings(sources=(proposed,)))[0]
    assert (again.source, again.rows_accepted) == ("export_2026", 2)


def test_what_would_be_refused_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(
        "order_id,ordered_at,amount,customer_id\n"
        + "1,2026-03-01,5,a\n" * 3
        + "2,2026-03-01,5\n3,x,5,a\n4,2026-03-01,?,a\n5,2026-03-01,5,1.5e9\n6,2026-03-01,5"
    )
    check = check_files([path], Settings(sources=(source_of(path=f"{tmp_path.name}/*.csv"),)))[0]
    assert (check.source, check.rows, check.rows_accepted) == ("shop", 8, 3)
    assert check.refused == {
        "bad_customer_id": 1,
        "bad_number": 1,
        "bad_timestamp": 1,
        "unterminated_last_line": 1,
        "wrong_field_count": 1,
    }
    assert [example.line_number for example in check.examples] == [5, 6, 7]
    assert any("final_newline" in finding for finding in check.findings)


def test_a_pipe_is_refused_and_nobody_waits_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "orders.csv")
    (found,) = check_files([tmp_path / "orders.csv"])
    assert "expected a regular file" in (found.error or "")


def test_a_file_that_cannot_be_used_says_why(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,2\n")
    check = check_files([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert [each.error_code for each in check] == ["missing_column", "unreadable"]


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("inbox/*.csv", "/w/inbox/a.csv", True),
        ("inbox/**/*.csv", "/w/inbox/x/y/a.csv", True),
        ("inbox/**/*.csv", "/w/inbox/a.csv", True),
        ("inbox/*.csv", "/w/other/a.csv", False),
    ],
)
def test_patterns(pattern: str, path: str, fits: bool) -> None:
    assert takes(source_of(path=pattern), Path(path)) is fits


def test_forms_of_time_are_told_apart() -> None:
    assert _formats("1605937059520352") == ["epoch_us"]
    fitting = [each for each in _formats("9/21/2022 10:00:17") if _fits("9/21/2022 10:00:17", each)]
    assert fitting == ["%m/%d/%Y %H:%M:%S"]


def test_slugs() -> None:
    assert [slug(text) for text in ("Export 2026", "2026-01-01", "Ünï")] == ["export_2026", "file_2026_01_01", "n"]
