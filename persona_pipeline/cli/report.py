"""What `sources check` prints for people: one block a file, the YAML last and as it is to be pasted."""

from collections.abc import Iterator

from persona_pipeline.sources import FileCheck


def lines_about(found: FileCheck) -> Iterator[str]:
    """The report on one file, line by line."""
    yield f"{found.path}"
    if found.error:
        yield f"  cannot be taken in: {found.error}"
    yield from _reading(found)
    yield from _rows(found)
    yield from (f"  note: {finding}" for finding in found.findings)
    if found.yaml and not found.source:
        yield "  to paste under `sources:` in persona.yaml, after checking it:"
        yield ""
        yield found.yaml.rstrip()
    yield ""


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
    if found.columns:
        yield "  columns: " + ", ".join(f"{ours} = {theirs}" for ours, theirs in found.columns.items())
    if found.unmapped:
        yield f"  kept as extra: {', '.join(found.unmapped)}"


def _rows(found: FileCheck) -> Iterator[str]:
    if not found.rows:
        return
    span = f", {found.first_day} to {found.last_day}" if found.first_day else ""
    yield f"  rows: {found.rows:,}, of which {found.rows_accepted:,} would be taken in{span}"
    if found.keys:
        lacking = ", ".join(f"{key} {count:,}" for key, count in found.keys.items())
        yield f"  rows without a key: {found.rows_without_key:,} (without {lacking})"
    for code, count in found.refused.items():
        yield f"  refused: {count:,} rows, {code}"
    for example in found.examples:
        place = f"line {example.line_number}" if example.line_number else f"row {example.row_number}"
        yield f"    {place}, {example.column or 'the record'}: found {example.found!r}; expected {example.expected}"
