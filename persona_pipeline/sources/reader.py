"""One file from start to end: recognise, stage, type, write two Parquet files. Runs in the child process."""

# ruff: noqa: S608 (names are ours; everything else is a quoted literal or a parameter)

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from persona_pipeline.contracts import RAW_OF, TABLES
from persona_pipeline.faults import crash_point
from persona_pipeline.warehouse import literal, quote

from .dated import dated
from .delimited import read_delimited, read_header
from .documents import stage_documents
from .fields import Fields, zone_of
from .jsonl import stage_members
from .model import FileRefused, ReadDetails, ReadJob, ReadReport, refusal
from .parquet import parquet_columns, stage_parquet
from .plain import Plain, first_bytes, make_plain
from .rates import load_spans
from .recognise import Layout, is_record, recognise, require
from .responses import flattened
from .sampled import kinds_of_values
from .shape import flat_records, json_records, parquet_records, shaped
from .staged import BROKEN, STAGED, Staged, file_literal
from .typed import Typing

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    import duckdb


EMPTY = "header_only"
"""The code of a file of the right columns, or of no records at all, that holds no row."""
_HALVES = ("unterminated_last_line", "wrong_field_count", "bad_quoting", "bad_json")
"""What the last record of a file breaks when the file is cut off within it."""


@dataclass(frozen=True)
class _Understood:
    """A staged file and how it was understood."""

    layout: Layout
    staged: Staged
    details: ReadDetails


def read_one(con: duckdb.DuckDBPyConnection, job: ReadJob) -> ReadReport:
    """Read one file. Whatever is wrong with the file ends up in the report; only our own faults raise.

    A file that has the right columns and no rows is a delivery of nothing, and no fault.
    """
    folder = job.folder
    scratch = folder / "scratch"
    shutil.rmtree(folder, ignore_errors=True)
    scratch.mkdir(parents=True)
    try:
        _check_marks(job)
        job = dated(job)
        understood = _stage(con, job, scratch)
        crash_point("parse.child_mid")
        return _write(con, job, understood)
    except FileRefused as error:
        if error.code == EMPTY:
            return _empty(con, job, error)
        details = ReadDetails(missing=error.missing, lacking=error.lacking, headers=error.headers)
        return refusal(job, error.code, error.message(job.file_name), format_name=error.format_name, details=details)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        con.execute(f"drop table if exists {STAGED}")
        con.execute(f"drop table if exists {BROKEN}")


def _stage(con: duckdb.DuckDBPyConnection, job: ReadJob, scratch: Path) -> _Understood:
    container = _container(job)
    if container == "parquet":
        return _stage_parquet(con, job)
    plain = make_plain(job.path, job.source, scratch)
    if container == "auto":
        container = "jsonl" if _looks_like_json(plain) else "csv"
    return _stage_json(con, job, plain, scratch) if container == "jsonl" else _stage_csv(con, job, plain, scratch)


def _container(job: ReadJob) -> str:
    """parquet, or what persona.yaml says; auto where the text has to be looked at."""
    if job.source.format in ("csv", "jsonl", "parquet"):
        first_bytes(job.path)
        return job.source.format
    return "parquet" if first_bytes(job.path).startswith(b"PAR1") else "auto"


def _looks_like_json(plain: Plain) -> bool:
    with plain.path.open("rb") as file:
        file.seek(plain.start)
        head = file.read(4096).lstrip()
    return head.startswith((b"{", b"["))


def _stage_csv(con: duckdb.DuckDBPyConnection, job: ReadJob, plain: Plain, scratch: Path) -> _Understood:
    header = read_header(plain, job.source)
    staged = read_delimited(con, header.body, scratch)
    details = _details(job, header.layout, "csv", staged, delimiter=header.body.delimiter)
    details = replace(details, cut_off=_cut_off(con, plain, staged))
    return _reshaped(con, _Understood(header.layout, staged, details))


def _stage_json(con: duckdb.DuckDBPyConnection, job: ReadJob, plain: Plain, scratch: Path) -> _Understood:
    names, broken, strict = stage_documents(con, plain, scratch, lambda names: is_record(names, job.source))
    names = flattened(con, names) if job.source.kind == "survey" else names
    layout = recognise(names, job.source)
    require(layout, names, line=None)
    if layout.format.structure:
        staged = json_records(con, layout, broken, strict=strict)
    else:
        staged = stage_members(con, names, broken, strict)
    details = replace(_details(job, layout, "jsonl", staged), cut_off=_cut_off(con, plain, staged))
    return _reshaped(con, _Understood(layout, staged, details))


def _stage_parquet(con: duckdb.DuckDBPyConnection, job: ReadJob) -> _Understood:
    names, types = parquet_columns(con, job.path)
    layout = recognise(names, job.source)
    require(layout, names, line=None)
    if layout.format.structure:
        staged = parquet_records(con, layout, job.path)
    else:
        staged = stage_parquet(con, job.path, names, types)
    return _reshaped(con, _Understood(layout, staged, _details(job, layout, "parquet", staged)))


def _reshaped(con: duckdb.DuckDBPyConnection, understood: _Understood) -> _Understood:
    """The rows of ours, where the format's records are something else."""
    layout, staged = understood.layout, understood.staged
    details = replace(understood.details, values=kinds_of_values(con, layout.headers, staged))
    if not layout.format.shape:
        return replace(understood, details=details)
    if not layout.format.structure:
        flat_records(con, layout, staged)
    layout, staged = shaped(con, layout, staged)
    return _Understood(layout, staged, details)


def _details(job: ReadJob, layout: Layout, container: str, staged: Staged, delimiter: str = "") -> ReadDetails:
    return ReadDetails(
        why=layout.why,
        container=container,
        encoding="" if container == "parquet" else job.source.encoding,
        delimiter=delimiter,
        strict=staged.strict,
        columns={name: layout.headers[position] for name, position in layout.columns.items()},
        unmapped=tuple(layout.headers[position] for position in layout.extra if layout.format.keeps_unknown),
        timezone=zone_of(job, layout),
        texts=dict(layout.texts),
        asked={key: [layout.headers[each] for each in positions] for key, positions in layout.questions.items()},
    )


def _cut_off(con: duckdb.DuckDBPyConnection, plain: Plain, staged: Staged) -> str:
    """How the text ends in the middle of a record; empty where it does not."""
    if plain.ends_with_newline:
        return ""
    plainly = "its last line has no line end"
    if staged.unterminated:
        return plainly
    if not staged.broken:
        return ""
    last = con.execute(
        f"select reason_code, found, line_number, row_number from {BROKEN} order by row_number desc limit 1"
    )
    code, found, line, row = last.fetchall()[0]
    if row < staged.rows + staged.broken or code not in _HALVES:
        return ""
    return plainly if code == _HALVES[0] else f"{plainly} (line {line:,}: {found})"


def _empty(con: duckdb.DuckDBPyConnection, job: ReadJob, error: FileRefused) -> ReadReport:
    """The report of a file without rows."""
    path = job.folder / "accepted.parquet"
    columns = TABLES[RAW_OF[job.source.kind]].columns
    nothing = ", ".join(f"cast(null as {column.type}) as {quote(column.name)}" for column in columns)
    _copy(con, f"select {nothing} where false", path)
    return ReadReport(
        load_id=job.load_id,
        format=error.format_name or job.source.format,
        rows_in=0,
        rows_accepted=0,
        rows_refused=0,
        accepted=path,
        refused=None,
        first_day=None,
        last_day=None,
        error=None,
        error_code=None,
        details=ReadDetails(why=error.found, cut_off=error.cut_off),
    )


def _write(con: duckdb.DuckDBPyConnection, job: ReadJob, understood: _Understood) -> ReadReport:
    staged = understood.staged
    if job.source.kind == "orders":
        load_spans(con, job.rates, job.currency)
    typing = Typing(Fields(job, understood.layout, staged))
    accepted_path, refused_path = job.folder / "accepted.parquet", job.folder / "refused.parquet"
    accepted = _copy(con, typing.accepted(), accepted_path)
    rows_in = staged.rows + staged.broken
    refused = _copy(con, typing.refused(accepted_path), refused_path) if accepted < rows_in else 0
    if accepted + refused != rows_in:
        raise RuntimeError(f"{job.file_name}: {rows_in} rows came in, {accepted} were accepted and {refused} refused")
    first, last = _days(con, accepted_path)
    return ReadReport(
        load_id=job.load_id,
        format=understood.layout.format.name,
        rows_in=rows_in,
        rows_accepted=accepted,
        rows_refused=refused,
        accepted=accepted_path,
        refused=refused_path if refused else None,
        first_day=first,
        last_day=last,
        error=None,
        error_code=None,
        details=replace(
            understood.details, set_aside=_set_aside(con, understood.layout, refused_path if refused else None)
        ),
    )


def _check_marks(job: ReadJob) -> None:
    if job.source.decimal == job.source.thousands:
        raise FileRefused(
            "bad_settings",
            found=f"`decimal` and `thousands` both {job.source.decimal!r}",
            expected="two different marks",
            mend=f"correct source {job.source.name} in persona.yaml.",
        )


def _copy(con: duckdb.DuckDBPyConnection, select: str, path: Path) -> int:
    rows = con.execute(f"copy ({select}) to {literal(str(path))} (format parquet, compression snappy)").fetchall()
    return int(rows[0][0])


def _set_aside(con: duckdb.DuckDBPyConnection, layout: Layout, refused: Path | None) -> int:
    """Refused records that are no fault of the file."""
    codes = sorted({each.code for each in layout.format.unwanted})
    if refused is None or not codes:
        return 0
    listed = ", ".join(literal(code) for code in codes)
    sql = f"select count(*) from read_parquet({file_literal(refused)}) where reason_code in ({listed})"
    return int(con.execute(sql).fetchall()[0][0])


def _days(con: duckdb.DuckDBPyConnection, path: Path) -> tuple[date | None, date | None]:
    first, last = con.execute(
        f"select min(business_day), max(business_day) from read_parquet({file_literal(path)})"
    ).fetchall()[0]
    return first, last
