"""Where each of our columns comes from in one staged file, as SQL: its cell, its text, its typed value."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from persona_pipeline.contracts import RAW_OF, TABLES
from persona_pipeline.warehouse import literal, quote

from . import cells
from .recognise import OURS, Layout, fold

if TYPE_CHECKING:
    from .format import Unwanted
    from .model import ReadJob
    from .staged import Staged

MAIN_MOMENT = {
    "orders": "ordered_at",
    "web": "event_at",
    "survey": "submitted_at",
    "crm": "valid_from",
    "signals": "signal_at",
}
"""The moment that says which day a row belongs to."""
MOMENTS = (*MAIN_MOMENT.values(), "updated_at")
BESIDE = ("started_at", "duration_s")
"""Columns that only tell how a row came about: where they cannot be read they are NULL, and the row is taken all the same."""
IDENTIFIERS = (
    "order_id",
    "customer_id",
    "email",
    "visitor_id",
    "session_id",
    "event_id",
    "response_id",
    "signal_id",
    "refund_of",
)
HASHED = {"web": "event_id", "survey": "response_id", "signals": "signal_id"}
"""The column that is the md5 of the record where the file has none."""
NUMBERS = ("DECIMAL", "INTEGER")
"""How the types of numbers begin."""


def zone_of(job: ReadJob, layout: Layout) -> str:
    """The zone of times without an offset: what the file or its vendor states, then persona.yaml, then the shop."""
    return layout.timezone or layout.format.own_timezone or job.source.timezone or job.shop_timezone


@dataclass(frozen=True)
class Fields:
    """The columns of raw.* that a file can fill, and the SQL that fills them.

    ``t0``, ``t1``, ... are trimmed cells; ``<column>_text`` is a column's text after mapping; ``<column>`` its value.
    """

    job: ReadJob
    layout: Layout
    staged: Staged

    @cached_property
    def types(self) -> dict[str, str]:
        """Our column: its type in the contract."""
        table = TABLES[RAW_OF[self.job.source.kind]]
        return {column.name: column.type for column in table.columns if column.name not in OURS}

    @cached_property
    def zone(self) -> str:
        """Time zone of times without an offset."""
        return zone_of(self.job, self.layout)

    @cached_property
    def timestamp_format(self) -> str | None:
        return self.job.source.timestamp_format or self.layout.format.timestamp_format

    @cached_property
    def unwanted(self) -> tuple[tuple[int, Unwanted], ...]:
        """Records that the format sets aside, by the position of the cell that says so."""
        positions = {**self.layout.aliases, **{fold(name): index for index, name in enumerate(self.layout.headers)}}
        return tuple(
            (positions[header], each)
            for each in self.layout.format.unwanted
            for header in each.headers
            if header in positions
        )

    def format_of(self, name: str) -> str | None:
        """The form of a moment or day: a fixed value may be written in ISO 8601 whatever the file uses."""
        constant = self.constant(name)
        fixed = constant is not None and name not in self.layout.columns and name not in self.layout.format.expressions
        return None if fixed and cells.starts_iso(str(constant)) else self.timestamp_format

    def has(self, name: str) -> bool:
        """Whether the file, its format or persona.yaml gives the column."""
        given = (self.layout.columns, self.layout.format.expressions, self.layout.format.constants)
        return any(name in each for each in (*given, self.job.source.constants))

    def constant(self, name: str) -> str | None:
        """The fixed value of our column: persona.yaml's, else the format's."""
        return self.job.source.constants.get(name, self.layout.format.constants.get(name))

    def text(self, name: str) -> str:
        """The column that holds the text of our column."""
        return quote(f"{name}_text") if self.has(name) else "null"

    def header(self, name: str) -> str:
        """What the file calls our column."""
        position = self.layout.columns.get(name)
        return name if position is None else repr(self.layout.headers[position])

    @staticmethod
    def is_local(name: str) -> str:
        """The column that says whether a moment stands there without an offset."""
        return quote(f"{name}_is_local")

    def reads_iso(self, name: str) -> bool:
        """Whether the column is a moment that is read from ISO 8601 text."""
        return name in self.types and self.has(name) and not self._is_typed(name) and self.format_of(name) is None

    @property
    def computes_amount(self) -> bool:
        return self.job.source.kind == "orders" and self.has("unit_price") and self.has("quantity")

    @property
    def shows_cancelled(self) -> bool:
        """Whether a row may say that its order was cancelled; formats with a statement of their own see to it there."""
        plain = self.layout.format.shape in ("", "pos")
        return self.job.source.kind == "orders" and plain and self.has("status")

    @cached_property
    def used(self) -> tuple[int, ...]:
        """Positions of the cells that our columns are made from."""
        formulas = " ".join(
            text for name, text in self.layout.format.expressions.items() if name not in self.layout.columns
        )
        named = {index for index, header in enumerate(self.layout.headers) if f"{{{fold(header)}}}" in formulas}
        return tuple(sorted(named | set(self.layout.columns.values()) | {position for position, _ in self.unwanted}))

    def trimmed(self, position: int) -> str:
        """``t<position>`` from the staged cell."""
        cell, type_ = f"c{position}", self.staged.types[position]
        if type_ == "VARCHAR":
            return cells.trimmed(cell)
        if not any(index == position and self._is_typed(name) for name, index in self.layout.columns.items()):
            return f"cast({cell} as varchar)"
        return f"(case when not isnan({cell}) then {cell} end)" if type_ in ("FLOAT", "DOUBLE") else cell

    def mapped(self, name: str) -> str:
        """``<column>_text`` from trimmed cells: values mapped, constants filled in; a typed column as it is."""
        position = self.layout.columns.get(name)
        constant = self.constant(name)
        if position is None:
            return self._formula(name) if name in self.layout.format.expressions else literal(constant or "")
        if self._is_typed(name):
            return f"t{position}"
        text = self._as_iso(name, self._with_values(name, self._without_unknown(name, f"t{position}")))
        return text if constant is None else f"coalesce({text}, {literal(constant)})"

    def value(self, name: str) -> str:
        """``<column>`` from texts: the typed value, NULL where the text does not fit."""
        text = self.text(name)
        if name == "currency":
            return f"upper(coalesce({text}, {literal(self.job.currency)}))"
        if name == HASHED.get(self.job.source.kind):
            return f"coalesce({text}, record_hash)"
        if name == "survey_id":
            return f"coalesce({text}, {literal(self.job.source.name)})"
        if not self.has(name):
            return f"cast(null as {self.types[name]})"
        return self._typed(name, text) or self._from_text(name, text)

    def business_day(self, name: str) -> str:
        """The day in the shop's zone; where the file is written in that zone already, the day that stands there."""
        day = cells.business_day(quote(name), self.job.shop_timezone)
        if self.zone != self.job.shop_timezone or not self.reads_iso(name):
            return day
        written = f"cast(try_cast({self.text(name)} as timestamp) as date)"
        return f"(case when {self.is_local(name)} then {written} else {day} end)"

    def _type(self, name: str) -> str:
        position = self.layout.columns.get(name)
        return "VARCHAR" if position is None else self.staged.types[position]

    def _is_typed(self, name: str) -> bool:
        return self._typed(name, "x") is not None

    def _typed(self, name: str, cell: str) -> str | None:
        """The value of a typed Parquet column; None where it has to be read from text."""
        type_ = self._type(name)
        if self.types[name] == "TIMESTAMP":
            return cells.typed_moment(cell, type_, self.timestamp_format, self.zone)
        if self.types[name] == "DATE" and (type_ == "DATE" or type_.startswith("TIMESTAMP")):
            return f"cast({cell} as date)"
        if self.types[name].startswith(NUMBERS):
            return cells.typed_number(cell, type_, self.types[name])
        return None

    def _from_text(self, name: str, text: str) -> str:
        source, type_ = self.job.source, self.types[name]
        if type_ == "TIMESTAMP":
            return cells.moment(text, self.format_of(name), self.zone, self.is_local(name))
        if type_ == "DATE":
            return cells.day(text, self.format_of(name))
        if type_.startswith(NUMBERS):
            return cells.number(text, type_, source.decimal, source.thousands)
        by_name = {
            "customer_id": cells.account_number,
            "page_path": cells.page_path,
            "signal_type": cells.lowered,
            "marketing_consent": cells.consent,
        }
        return by_name[name](text) if name in by_name else text

    def _formula(self, name: str) -> str:
        positions = {fold(header): f"t{index}" for index, header in enumerate(self.layout.headers)}
        return self.layout.format.expressions[name].format_map(positions)

    def _as_iso(self, name: str, text: str) -> str:
        """The vendor's own form of time as ISO 8601, unless persona.yaml says how times are written."""
        form = self.layout.format.iso.get(name)
        return (
            text if form is None or self.job.source.timestamp_format else f"coalesce({form.format(text=text)}, {text})"
        )

    def _without_unknown(self, name: str, text: str) -> str:
        if self.layout.format.empty_texts:
            text = cells.without_words(text, self.layout.format.empty_texts)
        if name in IDENTIFIERS or self.types[name] != "VARCHAR":
            text = cells.without_words(text, cells.NULL_WORDS)
        return text

    def _with_values(self, name: str, text: str) -> str:
        values = {**self.layout.format.values.get(name, {}), **self.job.source.values.get(name, {})}
        if not values:
            return text
        cases = " ".join(f"when {literal(key)} then {literal(value)}" for key, value in values.items())
        return f"(case {text} {cases} else {text} end)"
