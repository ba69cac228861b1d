"""What `sources check` prints for people: one block a file, the YAML last and as it is to be pasted."""

import shlex
from collections.abc import Iterator
from pathlib import Path

from persona_pipeline.sources import UNKNOWN, FileCheck


def lines_about(found: FileCheck, written: str = "", workspace: Path = Path()) -> Iterator[str]:
    """The report on one file, line by line. ``written`` is where its questions were written, if they were."""
    more = f" and {len(found.others):,} more with the same header" if found.others else ""
    yield f"{found.path}{more}"
    if found.kind == UNKNOWN:
        yield from _unknown(found)
        yield ""
        return
    if found.error:
        yield f"  cannot be taken in: {found.error}"
    yield from _reading(found)
    yield from _rows(found)
    yield from (f"  note: {finding}" for finding in (*found.findings, *found.notes))
    if found.yaml and not found.source:
        yield "  to paste under `sources:` in persona.yaml, after checking it:"
        yield ""
        yield found.yaml.rstrip().replace(_questions_file(found), written or _questions_file(found))
        if found.survey and not written:
            yield ""
            yield "  and the questions, for a person to confirm:"
            yield f"  {_command(found, workspace)}"
    yield ""


def _unknown(found: FileCheck) -> Iterator[str]:
    """Why a file is no source, and where its headers can be named, the lines in which to do that."""
    if not found.nearest:
        yield f"  cannot be taken in: {found.error}"
        return
    yield "  unknown: fits no kind of source well enough to propose one"
    yield from (f"    nearest to {each}" for each in found.nearest)
    if not found.skeleton:
        return
    yield f"  its headers: {', '.join(found.headers)}"
    yield from (f"  note: {finding}" for finding in found.findings)
    yield "  to fill in, leaving out what the file does not have, and to paste under `sources:` in persona.yaml"
    yield "  (for another kind: the same command with `--kind KIND`):"
    yield ""
    yield found.skeleton.rstrip()


def _command(found: FileCheck, workspace: Path) -> str:
    """The command that writes the questions, as a shell takes it: names of exports hold blanks and parentheses."""
    there = [] if workspace == Path() else ["-w", str(workspace)]
    words = ["persona-pipeline", "sources", "check", str(found.path), *there, "--write", _questions_file(found)]
    return shlex.join(words)


def _questions_file(found: FileCheck) -> str:
    named = [line.rpartition(" ")[2] for line in found.yaml.splitlines() if "questions_file:" in line]
    return named[0] if named else "surveys/NAME.yaml"


def _reading(found: FileCheck) -> Iterator[str]:
    yield f"  taken in by: {found.source or 'no source of persona.yaml yet'}"
    if found.error and not found.columns:
        return
    yield f"  read as: {found.kind}, format {found.format}: {found.why}"
    details = [
        found.container,
        found.encoding,
        f"delimiter {found.delimiter!r}" if found.delimiter else "",
        f"decimal mark {found.decimal!r}",
    ]
    yield f"  file: {', '.join(detail for detail in details if detail)}"
    if found.timezone:
        money = f"; amounts: {found.currency}" if found.currency else ""
        yield f"  times without an offset: {found.timezone}{money}"
    if found.columns:
        yield "  columns: " + ", ".join(f"{ours} = {theirs}" for ours, theirs in found.columns.items())
    if found.unmapped:
        yield f"  kept as extra: {', '.join(found.unmapped)}"


def _rows(found: FileCheck) -> Iterator[str]:
    if not found.rows:
        return
    refused = f" and {found.rows_refused:,} refused" if found.refused else ""
    span = f", {found.first_day} to {found.last_day}" if found.first_day else ""
    yield f"  rows: {found.rows:,}, of which {found.rows_accepted:,} would be taken in{refused}{span}"
    if found.held:
        yield f"  a night would hold the whole file: {found.held}"
    if found.rows_lacking:
        lacking = ", ".join(f"{key} {count:,}" for key, count in found.rows_lacking.items())
        yield f"  rows without a key: {found.rows_without_key:,} (without {lacking})"
    for code, count in found.refused.items():
        yield f"  refused: {count:,} rows, {code}"
    for example in found.examples:
        place = f"line {example.line_number}" if example.line_number else f"row {example.row_number}"
        yield f"    {place}, {example.column or 'the record'}: found {example.found!r}; expected {example.expected}"
