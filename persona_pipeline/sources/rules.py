"""The rules of reading: what makes a row unreadable, under which code, and what would have been accepted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from persona_pipeline.settings import EARLIEST_YEAR, LATEST_YEAR
from persona_pipeline.warehouse import literal, quote

from . import cells
from .fields import BESIDE, MOMENTS, NUMBERS, Fields
from .format import KEYS, REQUIRED
from .rates import MAX_AGE_DAYS, RATES

if TYPE_CHECKING:
    from collections.abc import Iterator

NEEDED = {kind: tuple(group[0] for group in groups if len(group) == 1) for kind, groups in REQUIRED.items()}
"""Columns without which a row means nothing: those that no other can stand in for in a file of the kind."""
NEEDS_KEY = {kind: KEYS[kind] for kind, groups in REQUIRED.items() if KEYS[kind] in groups}
"""Columns of which one must tell whom the row is about, in the kinds that are about people and nothing else."""
UNTERMINATED = (
    "a line end after the last row; export it again, or set `final_newline: optional` if the export never writes one"
)


@dataclass(frozen=True)
class Rule:
    """Rows for which ``broken`` (SQL) is true are refused; ``found`` (SQL) is what stood there."""

    broken: str
    code: str
    column: str
    found: str
    expected: str


def rules_of(fields: Fields) -> tuple[Rule, ...]:
    """In order: the first that a row breaks names its reason."""
    return (
        *_last_line(fields),
        *_refusals(fields),
        *_unwanted(fields),
        *_needed(fields),
        *_moments(fields),
        *_days(fields),
        *_numbers(fields),
        *_meanings(fields),
    )


def _last_line(fields: Fields) -> Iterator[Rule]:
    if fields.staged.unterminated:
        found = "'a last line without a line end; the file may have been cut off'"
        yield Rule(f"row_number = {fields.staged.rows}", "unterminated_last_line", "", found, UNTERMINATED)


def _refusals(fields: Fields) -> Iterator[Rule]:
    """What the format itself refuses: its statement says which rows."""
    at = fields.layout.refusal_cell
    if at is not None:
        for code, expected in fields.layout.format.refusals.items():
            yield Rule(f"refusal = {literal(code)}", code, "", literal(code), expected)


def _unwanted(fields: Fields) -> Iterator[Rule]:
    for position, each in fields.unwanted:
        said = cells.is_one_of(f"t{position}", each.values)
        yield Rule(said, each.code, fields.layout.headers[position], f"t{position}", each.expected)


def _needed(fields: Fields) -> Iterator[Rule]:
    for name in NEEDED[fields.job.source.kind]:
        expected = f"a value in {fields.header(name)}"
        yield Rule(f"{fields.text(name)} is null", "missing_value", name, "'an empty cell'", expected)
    if keys := NEEDS_KEY.get(fields.job.source.kind):
        empty = " and ".join(f"{fields.text(name)} is null" for name in keys)
        expected = f"a value in {' or '.join(fields.header(name) for name in keys)}; without it nobody knows whom the row is about"
        yield Rule(empty, "missing_value", keys[0], "'an empty cell'", expected)


def _moments(fields: Fields) -> Iterator[Rule]:
    for name in (name for name in MOMENTS if fields.has(name)):
        text, value = fields.text(name), quote(name)
        unread = f"{value} is null and {text} is not null"
        yield Rule(unread, "bad_timestamp", name, text, _expected_moment(fields.format_of(name)))
        expected = f"a moment between {EARLIEST_YEAR} and {LATEST_YEAR}"
        impossible = f"year({value}) not between {EARLIEST_YEAR} and {LATEST_YEAR}"
        yield Rule(impossible, "impossible_date", name, text, expected)


def _days(fields: Fields) -> Iterator[Rule]:
    for name in (name for name, type_ in fields.types.items() if type_ == "DATE" and fields.has(name)):
        text = fields.text(name)
        unread = f"{quote(name)} is null and {text} is not null"
        yield Rule(unread, "bad_timestamp", name, text, _expected_moment(fields.format_of(name)))


def _numbers(fields: Fields) -> Iterator[Rule]:
    expected = _expected_number(fields.job.source.decimal, fields.job.source.thousands)
    numbers = (name for name, type_ in fields.types.items() if type_.startswith(NUMBERS) and name not in BESIDE)
    for name in (name for name in numbers if fields.has(name)):
        text = fields.text(name)
        yield Rule(f"{quote(name)} is null and {text} is not null", "bad_number", name, text, expected)
    if fields.computes_amount:
        unfit = "amount is null and quantity is not null and unit_price is not null"
        found = "concat(quantity, ' x ', unit_price)"
        yield Rule(unfit, "bad_number", "amount", found, "a product below 100 000 000 000 000")


def _meanings(fields: Fields) -> Iterator[Rule]:
    if fields.has("customer_id"):
        text = fields.text("customer_id")
        expected = "the number itself; scientific notation has lost digits: export the column as text"
        yield Rule(cells.lost_digits(text), "bad_customer_id", "customer_id", text, expected)
    if fields.job.source.kind == "orders":
        yield from _currencies(fields)


def _currencies(fields: Fields) -> Iterator[Rule]:
    """Amounts of two currencies are never added up as they are."""
    shop = fields.job.currency
    yield from _contradicted(fields)
    expected = f"{shop}, the shop's currency; give its rates in the table of `shop.rates` and put the file into the inbox again, or convert the amounts before they come here"
    known = f"paid_currency in (select currency from {RATES})"  # noqa: S608 - a name of ours
    yield Rule(f"rate is null and not {known}", "other_currency", "currency", "paid_currency", expected)
    expected = f"a rate of that day, or of the {MAX_AGE_DAYS} days before it, in the table of `shop.rates`; add it and put the file into the inbox again"
    found = "concat(paid_currency, ' on ', ordered_at)"
    yield Rule("rate is null and ordered_at is not null", "no_rate", "currency", found, expected)


def _contradicted(fields: Fields) -> Iterator[Rule]:
    """A format whose files are all in one currency, and a column of the file that says another."""
    stated = fields.constant("currency")
    if stated is None or "currency" in fields.layout.format.columns or "currency" not in fields.layout.columns:
        return
    expected = (
        f"{stated.upper()}, in which every file of format {fields.layout.format.name} is; if the file's own column is right, set "
        "`format: csv` for this source and name its `columns`, or take the column out of the export"
    )
    text = fields.text("currency")
    yield Rule(f"upper({text}) <> {literal(stated.upper())}", "currency_contradicts", "currency", text, expected)


def _expected_moment(timestamp_format: str | None) -> str:
    if timestamp_format:
        return f"{timestamp_format}; a file has one form only: correct the export, or set `timestamp_format`"
    return (
        "ISO 8601 such as 2026-03-29 14:05:00 or 2026-03-29T14:05:00+02:00; "
        "for another form set `timestamp_format`, e.g. '%d-%m-%Y %H:%M'"
    )


def _expected_number(decimal: str, thousands: str) -> str:
    other = "," if decimal == "." else "."
    shown = f"1234{decimal}56" + (f" or 1{thousands}234{decimal}56" if thousands else "")
    marks = "" if thousands else f', and `thousands: "{other}"` if {other} stands between thousands'
    return f'a number such as {shown}; set `decimal: "{other}"` if {other} is the decimal mark{marks}'
