"""From staged cells to rows of raw.* and quarantine.*: the SELECTs that type one file.

They are put together from the layout. Headers and values of persona.yaml enter them as quoted literals only.
"""
# ruff: noqa: S608 (names are the contract's own; everything else is a quoted literal)

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING

from persona_pipeline.contracts import QUARANTINE_OF, RAW_OF, TABLES, Table
from persona_pipeline.warehouse import quote

from . import cells
from .fields import HASHED, MOMENTS, Fields
from .recognise import fold
from .rules import Rule, rules_of
from .staged import BROKEN, STAGED, literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MAIN_MOMENT = {"orders": "ordered_at", "web": "event_at", "survey": "submitted_at"}
_AMOUNT = (
    "coalesce(amount, try_cast(cast(quantity as decimal(20,3)) * unit_price - coalesce(discount_amount, 0) "
    "as decimal(18,4)))"
)
"""The wider type keeps the product of two DECIMAL(18) from raising."""


class Typing:
    """How one staged file becomes typed rows."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self._job, self._layout, self._staged = fields.job, fields.layout, fields.staged

    def accepted(self) -> str:
        """SELECT of the rows that fit, with the columns of raw.*."""
        kind = self._job.source.kind
        table = TABLES[RAW_OF[kind]]
        values = {
            **{name: quote(name) for name in table.column_names},
            "source": literal(self._job.source.name),
            "load_id": literal(self._job.load_id),
            "business_day": self._fields.business_day(MAIN_MOMENT[kind]),
        }
        return f"with {self._judged()} select {_picked(table, values)} from judged where broken is null"

    def refused(self) -> str:
        """SELECT of the rows that do not fit, with the columns of quarantine.*, and of those broken before typing."""
        table = TABLES[QUARANTINE_OF[self._job.source.kind]]
        broken = {
            **{name: quote(name) for name in table.column_names},
            "source": literal(self._job.source.name),
            "load_id": literal(self._job.load_id),
            "file_name": literal(self._job.file_name),
            "column_name": "null",
            "found": cells.masked("found"),
            "stage": "'read'",
        }
        judged = {
            **broken,
            "reason_code": self._by_rule(lambda rule: literal(rule.code)),
            "column_name": self._by_rule(lambda rule: literal(rule.column) if rule.column else "null"),
            "found": cells.masked(self._by_rule(lambda rule: f"cast({rule.found} as varchar)")),
            "expected": self._by_rule(lambda rule: literal(rule.expected)),
        }
        rows = f"with {self._judged(record=True)} select {_picked(table, judged)} from judged where broken is not null"
        if self._staged.broken:
            rows += f" union all select {_picked(table, broken)} from {BROKEN}"
        return f"select * from ({rows}) order by row_number"

    @cached_property
    def _rules(self) -> tuple[Rule, ...]:
        return rules_of(self._fields)

    def _by_rule(self, value: Callable[[Rule], str]) -> str:
        cases = " ".join(f"when {number} then {value(rule)}" for number, rule in enumerate(self._rules))
        return f"case broken {cases} end"

    def _judged(self, *, record: bool = False) -> str:
        """CTEs, each on top of the last, so that no expression stands in the text twice.

        ``trims`` (cells without outer blanks), ``texts`` (our columns as text), ``shaped`` (which form of time),
        ``typed``, ``summed`` (with the line amount), ``judged`` (the number of the first rule broken).
        """
        fields = self._fields
        given = [name for name in fields.types if fields.has(name)]
        texts = [f"{fields.mapped(name)} as {fields.text(name)}" for name in given]
        shapes = [
            f"{cells.is_local(fields.text(name))} as {fields.is_local(name)}"
            for name in MOMENTS
            if fields.reads_iso(name)
        ]
        typed = [f"{fields.value(name)} as {quote(name)}" for name in fields.types]
        amount = f"replace ({_AMOUNT} as amount)" if fields.computes_amount else ""
        broken = " ".join(f"when {rule.broken} then {number}" for number, rule in enumerate(self._rules))
        return (
            f"trims as (select {', '.join(self._trims(record))} from {STAGED}), "
            f"texts as (select {', '.join(('*', *texts))} from trims), "
            f"shaped as (select {', '.join(('*', *shapes))} from texts), "
            f"typed as (select *, {', '.join(typed)} from shaped), "
            f"summed as (select * {amount} from typed), "
            f"judged as (select *, case {broken} end as broken from summed)"
        )

    def _trims(self, record: bool) -> list[str]:
        kind, headers = self._job.source.kind, self._layout.headers
        columns = [f"{self._staged.row_number} as row_number"]
        if record:
            whole = self._object((header, position) for position, header in enumerate(headers))
            columns += [f"{self._staged.line_number} as line_number", f"cast({whole} as varchar) as record"]
        columns += [f"{self._fields.trimmed(position)} as t{position}" for position in self._fields.used]
        columns += [f"{self._object((headers[position], position) for position in self._layout.extra)} as extra"]
        if kind == "survey":
            columns += [f"{self._object(self._layout.questions.items())} as answers"]
        if kind in HASHED:
            columns += [f"{self._hash()} as record_hash"]
        return columns

    def _object(self, pairs: Iterable[tuple[str, int]]) -> str:
        """A JSON object of the cells that are not empty; NULL where all are."""
        members = ", ".join(
            f"case when {self._raw(position)} <> '' then {literal(_json(name) + ':')} "
            f"|| cast(to_json({self._raw(position)}) as varchar) end"
            for name, position in pairs
        )
        return (
            f"cast('{{' || nullif(concat_ws(',', {members}), '') || '}}' as json)" if members else "cast(null as json)"
        )

    def _hash(self) -> str:
        """md5 of the cells that are not empty, by header in alphabetical order: columns may change places."""
        pairs = sorted((fold(header), self._raw(position)) for position, header in enumerate(self._layout.headers))
        parts = ", ".join(f"case when {cell} <> '' then {literal(name + '=')} || {cell} end" for name, cell in pairs)
        return f"md5(concat_ws(chr(31), {parts}))"

    def _raw(self, position: int) -> str:
        return f"c{position}" if self._staged.types[position] == "VARCHAR" else f"cast(c{position} as varchar)"


def _picked(table: Table, values: dict[str, str]) -> str:
    return ", ".join(f"cast({values[c.name]} as {c.type}) as {quote(c.name)}" for c in table.columns)


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
