"""Any table comes back exactly; one damaged byte of structure is never silently wrong; both readers say the same."""

from __future__ import annotations

import csv
import io
import json
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from persona_pipeline.sources import delimited
from persona_pipeline.sources.lexer import split_record
from tests.sources.conftest import Outcome, Read

PLENTY = int(os.environ.get("PROPERTY_EXAMPLES", "20"))  # a longer search: PROPERTY_EXAMPLES=1500
MORE = settings(max_examples=PLENTY, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
DELIMITERS = st.sampled_from([",", ";", "\t", "|"])
LINE_ENDS = st.sampled_from(["\n", "\r\n"])
TEXTS = st.text(
    st.one_of(
        st.sampled_from(",;|\t\"\n\r' é€x0"), st.characters(exclude_characters="\0", exclude_categories=["Cs", "Cc"])
    ),
    max_size=12,
)
HEADER = ("order_id", "ordered_at", "amount", "note", "remark")


def written(rows: list[tuple[str, ...]], delimiter: str, line_end: str, quoting: Any) -> bytes:
    """The table as csv.writer writes it; all in quotes where it would leave a carriage return bare, against RFC 4180."""
    if any("\r" in value for row in rows for value in row):
        quoting = csv.QUOTE_ALL
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    writer.writerows([HEADER, *rows])
    return file.getvalue().encode()


def notes_of(outcome: Outcome) -> list[tuple[str, str, str]]:
    """order_id, note and remark of each accepted row, as the file has them."""
    found = []
    for row in outcome.accepted:
        extra = json.loads(row["extra"] or "{}")
        found.append((row["order_id"], extra.get("note", ""), extra.get("remark", "")))
    return found


@pytest.mark.slow
@MORE
@given(
    st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=8),
    DELIMITERS,
    LINE_ENDS,
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_any_table_comes_back_exactly(
    read: Read, notes: list[tuple[str, str]], delimiter: str, line_end: str, quoting: Any
) -> None:
    rows = [(f"A{number}", "2026-03-01 10:00:00", "5", *pair) for number, pair in enumerate(notes)]
    outcome = read(written(rows, delimiter, line_end, quoting))
    assert outcome.refused == []
    assert notes_of(outcome) == [(f"A{number}", *pair) for number, pair in enumerate(notes)]


@pytest.mark.slow
@MORE
@given(st.data(), DELIMITERS, LINE_ENDS)
def test_one_damaged_byte_is_never_silently_wrong(
    read: Read, data: st.DataObject, delimiter: str, line_end: str
) -> None:
    """A byte of structure is lost or comes in: what is accepted is true, or the file is refused.

    Values with a line break hold no delimiter here: a value whose lines each look like a whole record cannot be told from
    records once its quote is lost. No reader can.
    """
    plain = st.text("ab\"'x " + delimiter, max_size=5)
    broken = st.text('ab"x\n', max_size=6)
    notes = data.draw(st.lists(st.tuples(st.one_of(plain, broken), st.one_of(plain, broken)), min_size=1, max_size=6))
    rows = [(f"A{number}", "2026-03-01 10:00:00", "5", *pair) for number, pair in enumerate(notes)]
    whole = written(rows, delimiter, line_end, csv.QUOTE_MINIMAL)
    structure = f'{delimiter}"\r\n'.encode()
    if data.draw(st.booleans(), label="lost"):
        places = [place for place, byte in enumerate(whole) if byte in structure and not _in_value(whole, place, byte)]
        place = data.draw(st.sampled_from(places))
        damaged = whole[:place] + whole[place + 1 :]
    else:
        place = data.draw(st.integers(0, len(whole)))
        byte = data.draw(st.sampled_from([bytes([each]) for each in structure + b"\0"]))
        assume(not _is_inside_quotes(whole, place) or byte == b'"')
        damaged = whole[:place] + byte + whole[place:]
    outcome = read(damaged)
    if outcome.report.error is None:
        truth = {(f"A{number}", *pair) for number, pair in enumerate(notes)}
        assert set(notes_of(outcome)) <= truth, damaged


def _is_inside_quotes(text: bytes, place: int) -> bool:
    return text[:place].count(b'"') % 2 == 1


def _in_value(text: bytes, place: int, byte: int) -> bool:
    """A delimiter or line end inside quotes is data: its loss is another value, not another structure."""
    return byte != ord('"') and _is_inside_quotes(text, place)


@pytest.mark.slow
@MORE
@given(st.data(), LINE_ENDS)
def test_both_readers_say_the_same(read: Read, data: st.DataObject, line_end: str) -> None:
    lines = data.draw(st.lists(st.text('ab,"\n\r x', max_size=12), max_size=6))
    good = f"1,2026-03-01,5,a,b{line_end}"
    content = (
        ",".join(HEADER) + line_end + good + "".join(f"2,2026-03-01,5,{line}{line_end}" for line in lines) + good
    ).encode()
    fast = read(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "read_fast", lambda *_, **__: None)
        strict = read(content)
    if fast.report.error or strict.report.error:
        assert fast.report.error == strict.report.error
        return
    assert strict.report.details.strict
    assert _without_load(fast.accepted) == _without_load(strict.accepted)
    assert _without_load(fast.refused) == _without_load(strict.refused)


def _without_load(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name != "load_id"} for row in rows]


@pytest.mark.parametrize(
    ("line", "why_not_plain"),
    [
        ("1,2026-03-01,5,a,b,", "an empty column too many, which DuckDB drops"),
        ('1,2026-03-01,5, "a" ,b', "blanks around quotes, which DuckDB trims"),
        ('1,2026-03-01,5,a"b,c"d', "quotes in a bare field, which DuckDB keeps"),
        ('1,2026-03-01,5,"x""y",6" pipe', "a stray quote beside a doubled one, which weigh the same"),
    ],
)
def test_what_duckdb_lets_pass_is_noticed(read: Read, line: str, why_not_plain: str) -> None:
    good = "0,2026-03-01,5,a,b\n"
    outcome = read(",".join(HEADER) + "\n" + good + line + "\n" + good)
    assert outcome.report.details.strict, why_not_plain
    assert len(outcome.accepted) == 2
    assert [place for place, _ in outcome.reasons] == [3]


def test_plain_files_take_the_fast_path(read: Read) -> None:
    content = ",".join(HEADER) + '\n1,2026-03-01,5,"a ""b"", c","line\r\nbreak"\n2,2026-03-01,5,x,\n'
    outcome = read(content)
    assert not outcome.report.details.strict
    assert notes_of(outcome) == [("1", 'a "b", c', "line\r\nbreak"), ("2", "x", "")]


def test_line_numbers_count_breaks_inside_values(read: Read) -> None:
    content = ",".join(HEADER) + '\n1,2026-03-01,5,"a\nb\nc",x\n2,never,5,"d\ne",x\n3,never,5,f,x\n'
    outcome = read(content)
    assert not outcome.report.details.strict
    assert [(row["row_number"], row["line_number"]) for row in outcome.refused] == [(2, 5), (3, 7)]


@given(st.lists(TEXTS, min_size=1, max_size=6), DELIMITERS)
def test_the_lexer_reverses_the_writer(fields: list[str], delimiter: str) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, lineterminator="", quoting=csv.QUOTE_ALL).writerow(fields)
    assert split_record(file.getvalue(), delimiter) == fields
