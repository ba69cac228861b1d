"""Every way in which a file can be wrong that issue and experience name: a clear refusal, or a quarantine row, never silence."""

from __future__ import annotations

import gzip
import os
import random
import re
from decimal import Decimal
from pathlib import Path

import pytest

from tests.sources.conftest import Read

HEADER = "order_id,ordered_at,customer_id,quantity,unit_price\n"
GOOD = "1001,2026-03-01 10:00:00,17,2,4.50\n"


def refused_whole(read: Read, content: bytes | str | Path, code: str, *words: str, **fields: object) -> None:
    outcome = read(content, **fields)
    error = outcome.report.error or ""
    assert outcome.report.error_code == code, error
    assert outcome.report.accepted is None
    assert "found " in error
    assert "expected " in error
    assert "Mend: " in error
    for word in words:
        assert word in error, error


def test_a_good_file_is_taken(read: Read) -> None:
    outcome = read(HEADER + GOOD)
    assert outcome.column("amount") == [Decimal("9.0000")]
    assert outcome.report.first_day is not None
    assert outcome.report.first_day.isoformat() == "2026-03-01"


def test_unreadable_files(read: Read, tmp_path: Path) -> None:
    refused_whole(read, tmp_path / "absent.csv", "unreadable", "No such file")
    (tmp_path / "folder").mkdir()
    refused_whole(read, tmp_path / "folder", "unreadable", "a folder")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_we_may_not_read(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "secret.csv"
    path.write_text(HEADER + GOOD)
    path.chmod(0)
    refused_whole(read, path, "unreadable", "Permission denied")


def test_links_pipes_and_devices_are_not_followed(read: Read, tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text(HEADER + GOOD)
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    refused_whole(read, tmp_path / "link.csv", "unreadable", "a symbolic link")
    refused_whole(read, tmp_path / "pipe.csv", "unreadable", "a named pipe")
    refused_whole(read, Path("/dev/zero"), "unreadable", "a device")


@pytest.mark.parametrize("content", ["", "\ufeff"])
def test_empty_file(read: Read, content: str) -> None:
    refused_whole(read, content, "empty_file")


@pytest.mark.parametrize(("content", "cut_off"), [(HEADER, ""), (HEADER.rstrip("\n"), "its header has no line end")])
def test_a_header_and_no_rows_is_a_delivery_of_nothing(read: Read, content: str, cut_off: str) -> None:
    report = read(content).report
    assert (report.error, report.rows_in, report.first_day, report.format) == (None, 0, None, "generic")
    assert report.details.cut_off[: len("its header has no line end")] == cut_off


def test_a_header_that_is_wrong_is_refused_also_without_rows(read: Read) -> None:
    refused_whole(read, HEADER.replace("order_id", "nummer"), "missing_column")


@pytest.mark.parametrize("content", ["[]", " [ ]\n", '{"orders": []}'])
def test_json_without_a_record_is_a_delivery_of_nothing(read: Read, content: str) -> None:
    report = read(content, name="a.json").report
    assert (report.error, report.rows_in) == (None, 0)


def test_how_a_file_that_is_cut_off_ends(read: Read) -> None:
    whole = HEADER + GOOD + GOOD
    assert read(whole).report.details.cut_off == ""
    assert read(whole[:-1]).report.details.cut_off == "its last line has no line end"
    assert read(whole[:-1], final_newline="optional").report.details.cut_off == ""
    half = read(whole + GOOD[:12], final_newline="optional").report
    assert half.details.cut_off.startswith("its last line has no line end (line 4: ")
    assert half.details.cut_off.endswith(" fields)")
    line = '{"order_id": "1", "ordered_at": "2026-03-01", "amount": 5}\n'
    assert read(line + line[:20], name="a.jsonl").report.details.cut_off.startswith(
        "its last line has no line end (line 2: "
    )
    assert read(line + line[:-1], name="a.jsonl").report.details.cut_off == ""


def test_wrong_delimiter_configured(read: Read) -> None:
    refused_whole(read, (HEADER + GOOD).replace(",", ";"), "wrong_delimiter", "a semicolon", delimiter=",")


def test_unknown_delimiter(read: Read) -> None:
    refused_whole(read, (HEADER + GOOD).replace(",", "^"), "wrong_delimiter", "one column")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_known_delimiters_are_found(read: Read, delimiter: str) -> None:
    outcome = read((HEADER + GOOD).replace(",", delimiter))
    assert outcome.report.details.delimiter == delimiter
    assert outcome.column("order_id") == ["1001"]


def test_truncated_last_line(read: Read) -> None:
    outcome = read(HEADER + GOOD + "1002,2026-03-01 11:00:00,18,1,12")
    assert outcome.column("order_id") == ["1001"]
    assert outcome.reasons == [(3, "unterminated_last_line")]
    assert "final_newline: optional" in outcome.refused[0]["expected"]


def test_last_line_cut_within_quotes(read: Read) -> None:
    outcome = read(HEADER + GOOD + '1002,2026-03-01 11:00:00,"18')
    assert outcome.column("order_id") == ["1001"]
    assert outcome.reasons == [(3, "unterminated_last_line")]


def test_last_line_without_end_is_taken_when_told_so(read: Read) -> None:
    outcome = read(HEADER + GOOD + GOOD.strip(), final_newline="optional")
    assert len(outcome.accepted) == 2


@pytest.mark.parametrize(
    "junk",
    [
        random.Random(7).randbytes(5000),
        b"\x89PNG\r\n\x1a\n" + bytes(200),
        b"PK\x03\x04" + bytes(100),
        b"SQLite format 3\0" + bytes(100),
    ],
)
def test_binary_junk_named_csv(read: Read, junk: bytes) -> None:
    outcome = read(junk)
    assert outcome.report.error_code in ("not_text", "bad_encoding")
    assert outcome.accepted == []


def test_a_renamed_column_is_named_with_its_likely_successor(read: Read) -> None:
    content = (HEADER + GOOD).replace("ordered_at", "ordered_att")
    refused_whole(read, content, "missing_column", "ordered_at", "'ordered_att'", "columns: {ordered_at: ordered_att}")


def test_a_mapped_header_that_is_gone(read: Read) -> None:
    refused_whole(read, HEADER + GOOD, "missing_column", "Total incl", columns={"amount": "Total incl"})


def test_a_mapping_to_a_column_we_do_not_have(read: Read) -> None:
    refused_whole(read, HEADER + GOOD, "unknown_column", "costumer_id", columns={"costumer_id": "customer_id"})


def test_a_column_that_we_need_stands_there_twice(read: Read) -> None:
    refused_whole(read, HEADER.replace("customer_id", "order_id") + GOOD, "duplicate_column", "'order_id'")


def test_a_format_that_does_not_exist(read: Read) -> None:
    refused_whole(read, HEADER + GOOD, "unknown_format", "online_retail", format="online_retial")


def test_dates_in_two_formats(read: Read) -> None:
    outcome = read(HEADER + GOOD + GOOD.replace("2026-03-01 10:00:00", "01-03-2026 10:00"))
    assert outcome.column("order_id") == ["1001"]
    row = outcome.refused[0]
    assert (row["reason_code"], row["column_name"], row["found"]) == ("bad_timestamp", "ordered_at", "01-03-2026 10:00")
    assert "2026-03-29 14:05:00" in row["expected"]
    assert "timestamp_format" in row["expected"]


@pytest.mark.parametrize("when", ["0001-01-01 00:00:00", "1969-12-31 23:00:00", "9999-12-31 00:00:00", "2101-01-01"])
def test_impossible_dates(read: Read, when: str) -> None:
    outcome = read(HEADER + GOOD.replace("2026-03-01 10:00:00", when))
    assert [reason for _, reason in outcome.reasons] == ["impossible_date"]


@pytest.mark.parametrize(
    "text", ["1.234,56", "1,234.56", "1e3", "twelve", "12 €", "1_000", "0x1F", "inf", "99999999999999999999"]
)
def test_amounts_that_are_not_plain_numbers(read: Read, text: str) -> None:
    outcome = read(HEADER + GOOD.replace("4.50", f'"{text}"'))
    row = outcome.refused[0]
    assert (row["reason_code"], row["column_name"], row["found"]) == ("bad_number", "unit_price", text)
    assert 'decimal: ","' in row["expected"]


def test_dutch_amounts_are_read_when_told_so(read: Read) -> None:
    content = (
        HEADER
        + GOOD.replace("4.50", '"1.234,56"')
        + GOOD.replace("4.50", '"1234,5"')
        + GOOD.replace("4.50", '"1,234.56"')
    )
    outcome = read(content, decimal=",", thousands=".")
    assert outcome.column("unit_price") == [Decimal("1234.5600"), Decimal("1234.5000")]
    assert outcome.reasons == [(4, "bad_number")]


def test_english_thousands_are_read_when_told_so(read: Read) -> None:
    outcome = read(HEADER + GOOD.replace("4.50", '"1,234.56"') + GOOD.replace("4.50", '"1,23.56"'), thousands=",")
    assert outcome.column("unit_price") == [Decimal("1234.5600")]
    assert outcome.reasons == [(3, "bad_number")]


def test_marks_that_contradict_each_other(read: Read) -> None:
    refused_whole(read, HEADER + GOOD, "bad_settings", decimal=",", thousands=",")


def test_customer_id_read_as_a_float(read: Read) -> None:
    outcome = read(
        HEADER + GOOD.replace(",17,", ",17850.0,") + GOOD.replace(",17,", ",1.785e4,") + GOOD.replace(",17,", ",nan,")
    )
    assert outcome.column("customer_id") == ["17850", None]
    assert outcome.reasons == [(3, "bad_customer_id")]


@pytest.mark.parametrize("text", ["", "NULL", "nan", "  "])
def test_missing_order_number(read: Read, text: str) -> None:
    outcome = read(HEADER + GOOD.replace("1001", text))
    assert [(row["reason_code"], row["column_name"]) for row in outcome.refused] == [("missing_value", "order_id")]


def test_another_currency(read: Read) -> None:
    header, row = HEADER.rstrip("\n") + ",currency\n", GOOD.rstrip("\n")
    outcome = read(header + f"{row},EUR\n{row},\n{row},eur\n{row},USD\n")
    assert outcome.column("currency") == ["EUR"] * 3
    assert [(r["reason_code"], r["found"]) for r in outcome.refused] == [("other_currency", "USD")]


def test_wrong_bytes_are_named_with_their_line(read: Read) -> None:
    refused_whole(
        read,
        (HEADER + GOOD).encode() + "1002,2026-03-01,café,1,1\n".encode("latin-1"),
        "bad_encoding",
        ":3:",
        "0xE9",
        "'é'",
        "cp1252",
    )


def test_latin_1_and_utf_16_are_read_when_told_so(read: Read) -> None:
    text = HEADER + GOOD.replace(",17,", ",café,")
    for encoding in ("latin-1", "cp1252", "utf-16"):
        assert read(text.encode(encoding), encoding=encoding).column("customer_id") == ["café"]
    refused_whole(read, text.encode("utf-16"), "bad_encoding", "utf-16")


def test_broken_utf_16(read: Read) -> None:
    refused_whole(read, (HEADER + GOOD).encode("utf-16") + b"\x00", "bad_encoding", encoding="utf-16")
    refused_whole(read, (HEADER + GOOD).encode("utf-16-le"), "bad_encoding", "byte order mark", encoding="utf-16")


def test_gzip_is_unpacked_and_its_trailer_checked(read: Read) -> None:
    packed = gzip.compress((HEADER + GOOD * 50).encode())
    assert len(read(packed, name="a.csv.gz").accepted) == 50
    assert len(read(gzip.compress((HEADER + GOOD).encode()) + gzip.compress(GOOD.encode())).accepted) == 2
    for cut in (1, 8, len(packed) - 30):
        refused_whole(read, packed[:-cut], "truncated", name="a.csv.gz")
    flipped = bytearray(packed)
    flipped[-6] ^= 1
    refused_whole(read, bytes(flipped), "bad_gzip")
    refused_whole(read, packed + b"rubbish", "bad_gzip")
    refused_whole(read, gzip.compress(b""), "empty_file")


def test_a_gzip_bomb_is_stopped(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("persona_pipeline.sources.plain.FREE_EXPANSION_BYTES", 1 << 20)
    refused_whole(read, gzip.compress(bytes(30 << 20)), "too_large")


def test_a_line_without_end(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("persona_pipeline.sources.lexer.MAX_RECORD_BYTES", 1000)
    outcome = read(HEADER + GOOD + "7,\0" + "x" * 5000 + "\n" + GOOD)
    assert len(outcome.accepted) == 2
    assert outcome.reasons == [(3, "too_large_line")]


def test_broken_records_go_to_quarantine_and_the_rest_goes_on(read: Read) -> None:
    lines = [
        GOOD,
        "1,2,3\n",
        GOOD,
        '2,2026-03-01,"x"y,1,1\n',
        GOOD,
        '3,2026-03-01,6" pipe,1,1\n',
        GOOD,
        "4,2026-03-01,\0,1,1\n",
        GOOD,
        "5,2026-03-01,1,1,1,\n",
        GOOD,
    ]
    outcome = read(HEADER + "".join(lines))
    assert len(outcome.accepted) == 6
    assert outcome.reasons == [
        (3, "wrong_field_count"),
        (5, "bad_quoting"),
        (7, "bad_quoting"),
        (9, "nul_byte"),
        (11, "wrong_field_count"),
    ]
    assert [row["row_number"] for row in outcome.refused] == [2, 4, 6, 8, 10]
    assert outcome.refused[0]["record"] == "1,2,3"
    assert outcome.refused[0]["stage"] == "read"


def test_a_line_break_inside_a_value_spoils_both_halves(read: Read) -> None:
    """The first half looks like a whole record with a shorter value; it is not silently believed."""
    outcome = read(
        "order_id,ordered_at,amount,note\n1,2026-03-01,5,fine\n2,2026-03-01,5,first\nsecond\n3,2026-03-01,5,fine\n4,2026-03-01,5,fine\n"
    )
    assert outcome.column("order_id") == ["1", "4"]
    assert outcome.reasons == [(3, "beside_broken_line"), (4, "wrong_field_count"), (5, "beside_broken_line")]


def test_a_header_broken_in_two(read: Read) -> None:
    refused_whole(read, "order_id,ordered_at,amount,no\nte\n1,2026-03-01,5,x\n", "bad_header")


def test_found_is_masked_and_cut(read: Read) -> None:
    outcome = read(HEADER + GOOD.replace("4.50", f"jane.doe@example.com{'x' * 300}"))
    assert outcome.refused[0]["found"].startswith("***@***")
    assert len(read(HEADER + GOOD.replace("4.50", "y" * 300)).refused[0]["found"]) == 200
    assert "jane.doe@example.com" in outcome.refused[0]["record"]


def test_messages_name_the_file(read: Read) -> None:
    error = read(HEADER.replace("order_id", "nummer"), name="2026-03-01.csv").report.error or ""
    assert re.match(r"2026-03-01\.csv:1:", error)
