"""From text cells to the columns of raw.*: the one SELECT that types a file, and the rules by which rows are refused.

The SELECT is built from a layout; values of persona.yaml enter it as quoted literals, headers never.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property

from persona_pipeline.contracts import QUARANTINE_OF, RAW_OF, TABLES
from persona_pipeline.warehouse import quote

from . import cells
from .model import FileRefused, ReadJob
from .recognise import Layout, fold
from .staged import BROKEN, STAGED, Staged, literal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MOMENTS = ("ordered_at", "updated_at", "event_at", "submitted_at")
REQUIRED = {
    "orders": ("order_id", "ordered_at"),
    "web": ("event_at", "event_name"),
    "survey": ("submitted_at",),
}
MAIN_MOMENT = {"orders": "ordered_at", "web": "event_at", "survey": "submitted_at"}
IDENTIFIERS = ("order_id", "customer_id", "email", "visitor_id", "session_id", "event_id", "response_id", "refund_of")
HASHED = {"web": "event_id", "survey": "response_id"}
_BY_US = ("source", "load_id", "row_number", "business_day", "answers", "extra")
_EARLIEST, _LATEST = 1970, 2100


@dataclass(frozen=True)
class Rule:
    """A rule of reading: rows for which ``broken`` is true are refused."""

    broken: str
    code: str
    column: str
    found: str
    expected: str


@dataclass(frozen=True)
class Typing:
    """How one staged file becomes typed rows."""

    job: ReadJob
    layout: Layout
    staged: Staged

    @cached_property
    def columns(self) -> dict[str, str]:
        """Our columns that the file can fill, with their types in the contract."""
        table = TABLES[RAW_OF[self.job.source.kind]]
        return {column.name: column.type for column in table.columns if column.name not in _BY_US}

    @cached_property
    def zone(self) -> str:
        return self.job.source.timezone or self.job.shop_timezone

    @cached_property
    def timestamp_format(self) -> str | None:
        return self.job.source.timestamp_format or self.layout.format.timestamp_format

    def accepted(self) -> str:
        """SELECT of the rows that fit, with the columns of raw.*."""
        job, table = self.job, TABLES[RAW_OF[self.job.source.kind]]
        main = MAIN_MOMENT[job.source.kind]
        ours = {
            "source": literal(job.source.name),
            "load_id": literal(job.load_id),
            "row_number": "row_number",
            "business_day": self._business_day(main),
            "answers": quote("answers"),
            "extra": quote("extra"),
        }
        picked = ", ".join(
            f"cast({ours.get(c.name, quote(c.name))} as {c.type}) as {quote(c.name)}" for c in table.columns
        )
        return f"with {self._judged()} select {picked} from judged where broken is null"

    def refused(self) -> str:
        """SELECT of the rows that do not fit, with the columns of quarantine.*, and of those broken before typing."""
        job = self.job
        picked = {
            "source": literal(job.source.name),
            "load_id": literal(job.load_id),
            "file_name": literal(job.file_name),
            "row_number": "row_number",
            "line_number": "line_number",
            "reason_code": self._by_rule(lambda rule: literal(rule.code)),
            "column_name": self._by_rule(lambda rule: literal(rule.column) if rule.column else "null"),
            "found": cells.masked(self._by_rule(lambda rule: f"cast({rule.found} as varchar)")),
            "expected": self._by_rule(lambda rule: literal(rule.expected)),
            "record": "record",
            "stage": "'read'",
        }
        broken = {
            **picked,
            "reason_code": "reason_code",
            "column_name": "null",
            "found": cells.masked("found"),
            "expected": "expected",
        }
        table = TABLES[QUARANTINE_OF[job.source.kind]]

        def select(values: dict[str, str]) -> str:
            return "select " + ", ".join(
                f"cast({values[c.name]} as {c.type}) as {quote(c.name)}" for c in table.columns
            )

        record = f"with {self._judged(record=True)} {select(picked)} from judged where broken is not null"
        if self.staged.broken:
            record += f" union all {select(broken)} from {BROKEN}"
        return f"select * from ({record}) order by row_number"

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """In order: the first that a row breaks names its reason."""
        source = self.job.source
        rules: list[Rule] = []
        if self.staged.unterminated:
            rules.append(
                Rule(
                    f"row_number = {self.staged.rows}",
                    "unterminated_last_line",
                    "",
                    "'a last line without a line end; the file may have been cut off'",
                    "a line end after the last row; export it again, or set `final_newline: optional` if the export never writes one",
                )
            )
        for name in REQUIRED[source.kind]:
            header = self._header(name)
            rules.append(
                Rule(f"{self._text(name)} is null", "missing_value", name, "'an empty cell'", f"a value in {header}")
            )
        for name in (name for name in MOMENTS if self._has(name)):
            text, value = self._text(name), quote(name)
            rules.append(
                Rule(f"{value} is null and {text} is not null", "bad_timestamp", name, text, self._expected_moment())
            )
            impossible = f"year({value}) not between {_EARLIEST} and {_LATEST}"
            rules.append(Rule(impossible, "impossible_date", name, text, f"a moment between {_EARLIEST} and {_LATEST}"))
        for name in (name for name in self.columns if self.columns[name].startswith("DECIMAL") and self._has(name)):
            text = self._text(name)
            rules.append(
                Rule(f"{quote(name)} is null and {text} is not null", "bad_number", name, text, self._expected_number())
            )
        if self._computes_amount:
            computed = "amount is null and quantity is not null and unit_price is not null"
            rules.append(
                Rule(
                    computed,
                    "bad_number",
                    "amount",
                    "concat(quantity, ' x ', unit_price)",
                    "a product that fits DECIMAL(18,4)",
                )
            )
        if self._has("customer_id"):
            expected = "the number itself; scientific notation has lost digits: export the column as text"
            rules.append(
                Rule(
                    cells.lost_digits(self._text("customer_id")),
                    "bad_customer_id",
                    "customer_id",
                    self._text("customer_id"),
                    expected,
                )
            )
        if source.kind == "orders":
            expected = f"{self.job.currency}, the shop's currency; convert the amounts before they come here"
            rules.append(
                Rule(f"currency <> {literal(self.job.currency)}", "other_currency", "currency", "currency", expected)
            )
        return tuple(rules)

    def _by_rule(self, value: Callable[[Rule], str]) -> str:
        return (
            "case broken "
            + " ".join(f"when {number} then {value(rule)}" for number, rule in enumerate(self.rules))
            + " end"
        )

    def _judged(self, *, record: bool = False) -> str:
        """CTEs, each on top of the last, so that no expression stands in the text twice: ``trims`` (cells without outer
        blanks), ``texts`` (our columns as text), ``shaped``, ``typed``, ``summed``, ``judged`` (the first rule broken).
        """
        trims = [f"{self.staged.row_number} as row_number"]
        trims += [f"{self.staged.line_number} as line_number", f"{self._record()} as record"] if record else []
        trims += [f"{self._trimmed(position)} as t{position}" for position in sorted(self._used)]
        trims += [f"{self._object(self._pairs(self.layout.extra))} as extra"]
        if self.job.source.kind == "survey":
            trims += [f"{self._object(tuple(self.layout.questions.items()))} as answers"]
        if self.job.source.kind in HASHED:
            trims += [f"{self._hash()} as record_hash"]
        texts = [f"{self._cell(name)} as {self._text(name)}" for name in self.columns if self._has(name)]
        shapes = [
            f"{cells.is_local(self._text(name))} as {self._local(name)}" for name in MOMENTS if self._reads_iso(name)
        ]
        typed = [f"{self._value(name)} as {quote(name)}" for name in self.columns]
        broken = " ".join(f"when {rule.broken} then {number}" for number, rule in enumerate(self.rules))
        amount = (
            f"select * replace ({self._amount()} as amount) from typed"
            if self._computes_amount
            else "select * from typed"
        )
        return (
            f"trims as (select {', '.join(trims)} from {STAGED}), "
            f"texts as (select {', '.join(('*', *texts))} from trims), "
            f"shaped as (select {', '.join(('*', *shapes))} from texts), "
            f"typed as (select *, {', '.join(typed)} from shaped), "
            f"summed as ({amount}), "
            f"judged as (select *, case {broken} end as broken from summed)"
        )

    def _has(self, name: str) -> bool:
        source, each = self.job.source, self.layout.format
        return (
            name in self.layout.columns
            or name in each.expressions
            or name in each.constants
            or name in source.constants
        )

    def _text(self, name: str) -> str:
        """The column of ``texts`` with the cell of our column."""
        return quote(f"{name}_text") if self._has(name) else "null"

    @staticmethod
    def _local(name: str) -> str:
        """The column of ``shaped`` that says whether a moment has no offset."""
        return quote(f"{name}_is_local")

    def _reads_iso(self, name: str) -> bool:
        return name in self.columns and self._has(name) and not self._is_typed(name) and self.timestamp_format is None

    def _business_day(self, name: str) -> str:
        """The day in the shop's zone; where the file is written in that zone already, the day that stands there."""
        day = cells.business_day(quote(name), self.job.shop_timezone)
        if self.zone != self.job.shop_timezone or not self._reads_iso(name):
            return day
        return f"(case when {self._local(name)} then cast(try_cast({self._text(name)} as timestamp) as date) else {day} end)"

    def _type(self, name: str) -> str:
        position = self.layout.columns.get(name)
        return "VARCHAR" if position is None else self.staged.types[position]

    def _is_typed(self, name: str) -> bool:
        return self._type(name) != "VARCHAR" and self._typed_value(name, "x") is not None

    def _cell(self, name: str) -> str:
        """The cell as trimmed text, values mapped and constants filled in; a typed Parquet column as it is."""
        position = self.layout.columns.get(name)
        source, each = self.job.source, self.layout.format
        if position is not None and self._is_typed(name):
            return f"t{position}"
        constant = source.constants.get(name, each.constants.get(name))
        if position is None:
            if name in each.expressions:
                positions = {fold(header): index for index, header in enumerate(self.layout.headers)}
                return each.expressions[name].format_map({header: f"t{index}" for header, index in positions.items()})
            return literal(constant or "")
        text = f"t{position}"
        if each.empty_texts:
            text = cells.without_words(text, each.empty_texts)
        if name in IDENTIFIERS or self.columns[name] != "VARCHAR":
            text = cells.without_words(text, cells.NULL_WORDS)
        values = {**each.values.get(name, {}), **source.values.get(name, {})}
        if values:
            text = (
                f"(case {text} "
                + " ".join(f"when {literal(key)} then {literal(value)}" for key, value in values.items())
                + f" else {text} end)"
            )
        return text if constant is None else f"coalesce({text}, {literal(constant)})"

    @cached_property
    def _used(self) -> set[int]:
        """Positions of the cells that our columns are made from."""
        needed = {
            index for index, header in enumerate(self.layout.headers) if f"{{{fold(header)}}}" in self._expressions
        }
        return needed | set(self.layout.columns.values())

    @property
    def _expressions(self) -> str:
        each = self.layout.format
        return " ".join(text for name, text in each.expressions.items() if name not in self.layout.columns)

    def _trimmed(self, position: int) -> str:
        type_ = self.staged.types[position]
        if type_ == "VARCHAR":
            return cells.trimmed(f"c{position}")
        if any(index == position and self._is_typed(name) for name, index in self.layout.columns.items()):
            return (
                f"(case when not isnan(c{position}) then c{position} end)"
                if type_ in ("FLOAT", "DOUBLE")
                else f"c{position}"
            )
        return f"cast(c{position} as varchar)"

    def _typed_value(self, name: str, cell: str) -> str | None:
        type_ = self._type(name)
        if self.columns[name] == "TIMESTAMP":
            return cells.typed_moment(cell, type_, self.timestamp_format, self.zone)
        if self.columns[name].startswith("DECIMAL"):
            return cells.typed_number(cell, type_, self.columns[name])
        return None

    def _value(self, name: str) -> str:
        """The typed value of our column over ``texts``."""
        text, type_ = self._text(name), self.columns[name]
        source = self.job.source
        if name == "currency":
            return f"upper(coalesce({text}, {literal(self.job.currency)}))"
        if name == HASHED.get(source.kind):
            return f"coalesce({text}, record_hash)"
        if name == "survey_id":
            return f"coalesce({text}, {literal(source.name)})"
        if not self._has(name):
            return f"cast(null as {type_})"
        if self._is_typed(name):
            return self._typed_value(name, text) or "null"
        if type_ == "TIMESTAMP":
            return cells.moment(text, self.timestamp_format, self.zone, self._local(name))
        if type_.startswith("DECIMAL"):
            return cells.number(text, type_, source.decimal, source.thousands)
        if name == "customer_id":
            return cells.account_number(text)
        return cells.page_path(text) if name == "page_path" else text

    @property
    def _computes_amount(self) -> bool:
        return self.job.source.kind == "orders" and self._has("unit_price") and self._has("quantity")

    @staticmethod
    def _amount() -> str:
        return "coalesce(amount, try_cast(cast(quantity as decimal(20,3)) * unit_price - coalesce(discount_amount, 0) as decimal(18,4)))"

    def _pairs(self, positions: tuple[int, ...]) -> tuple[tuple[str, int], ...]:
        return tuple((self.layout.headers[position], position) for position in positions)

    def _object(self, pairs: tuple[tuple[str, int], ...]) -> str:
        """A JSON object of the cells that are not empty; NULL where all are."""
        if not pairs:
            return "cast(null as json)"
        members = ", ".join(
            f"case when {self._raw(position)} <> '' then {literal(_json_text(name) + ':')} || cast(to_json({self._raw(position)}) as varchar) end"
            for name, position in pairs
        )
        return f"cast('{{' || nullif(concat_ws(',', {members}), '') || '}}' as json)"

    def _raw(self, position: int) -> str:
        return f"c{position}" if self.staged.types[position] == "VARCHAR" else f"cast(c{position} as varchar)"

    def _record(self) -> str:
        return f"cast({self._object(self._pairs(tuple(range(len(self.layout.headers)))))} as varchar)"

    def _hash(self) -> str:
        """md5 over the cells that are not empty, by header in alphabetical order: the order of columns does not matter."""
        pairs = sorted((fold(name), position) for name, position in self._pairs(tuple(range(len(self.layout.headers)))))
        parts = ", ".join(
            f"case when {self._raw(p)} <> '' then {literal(name + '=')} || {self._raw(p)} end" for name, p in pairs
        )
        return f"md5(concat_ws(chr(31), {parts}))"

    def _header(self, name: str) -> str:
        position = self.layout.columns.get(name)
        return name if position is None else f"{self.layout.headers[position]!r}"

    def _expected_moment(self) -> str:
        if self.timestamp_format:
            return f"{self.timestamp_format}; a file with several forms needs one: correct the export, or set `timestamp_format`"
        return "ISO 8601 such as 2026-03-29 14:05:00 or 2026-03-29T14:05:00+02:00; for another form set `timestamp_format`, e.g. '%d-%m-%Y %H:%M'"

    def _expected_number(self) -> str:
        source = self.job.source
        shown = f"1234{source.decimal}56"
        thousands = f" or 1{source.thousands}234{source.decimal}56" if source.thousands else ""
        other = '","' if source.decimal == "." else '"."'
        mark = (
            ""
            if source.thousands
            else f", `thousands: {'.' if source.decimal == ',' else ','!r}` if there are marks between thousands"
        )
        return f"a number such as {shown}{thousands}; set `decimal: {other}` if the mark is the other one{mark}"


def check_marks(job: ReadJob) -> None:
    """Refuse a source whose marks contradict each other.

    Raises:
        FileRefused: bad_settings.
    """
    if job.source.decimal == job.source.thousands:
        raise FileRefused(
            "bad_settings",
            found=f"`decimal` and `thousands` both {job.source.decimal!r}",
            expected="two different marks",
            mend=f"correct source {job.source.name} in persona.yaml.",
        )


def _json_text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
