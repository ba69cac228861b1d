"""From staged cells to rows of raw.* and quarantine.*: the SELECTs that type one file.

They are put together from the layout. Headers and values of persona.yaml enter them as quoted literals only.
"""
# ruff: noqa: S608 (names are the contract's own; everything else is a quoted literal)

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from persona_pipeline.contracts import QUARANTINE_OF, RAW_OF, TABLES, Table
from persona_pipeline.warehouse import literal, quote

from . import cells
from .answers import answers
from .fields import BESIDE, HASHED, MAIN_MOMENT, MOMENTS, Fields
from .rates import RATES
from .recognise import fold
from .roles import is_personal
from .rules import Rule, rules_of
from .staged import BROKEN, STAGED, file_literal, json_object
from .staged import cells as cells_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

_AMOUNT = (
    "case when amount is not null then amount "
    "when quantity between -999999 and 999999 and unit_price between -9999 and 9999 "
    "and coalesce(discount_amount, 0) between -9999999999 and 9999999999 "
    "then cast(cast(quantity as decimal(9,3)) * cast(unit_price as decimal(8,4)) "
    "- cast(coalesce(discount_amount, 0) as decimal(17,7)) as decimal(18,4)) "
    "else try_cast(cast(quantity as decimal(20,3)) * unit_price - coalesce(discount_amount, 0) as decimal(18,4)) end"
)
"""What people buy fits into 64 bits, exactly; in the wide type, which no product of two DECIMAL(18) overflows, a row takes a
microsecond, fifty times as long."""
_WHO_REFUSES = {"refusing_customer_id": "customer_id", "refusing_email_sha256": "hash_address(email)"}
"""Who says no to marketing in a record of a customer list is kept also where the record is refused: nobody may be written to by mistake."""


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
            "business_day": "local_day",
        }
        return f"with {self._judged()} select {_picked(table, values)} from judged where broken is null"

    def refused(self, accepted: Path) -> str:
        """SELECT of the rows that do not fit, with the columns of quarantine.*, and of those broken before typing.

        Looks only at the rows that are not in ``accepted``, the file that was made by the other SELECT.
        """
        table = TABLES[QUARANTINE_OF[self._job.source.kind]]
        broken = {
            **{name: quote(name) for name in table.column_names},
            "source": literal(self._job.source.name),
            "load_id": literal(self._job.load_id),
            "file_name": literal(self._job.file_name),
            "column_name": "null",
            "found": cells.masked("found"),
            "stage": "'read'",
            **dict.fromkeys(_WHO_REFUSES, "null"),
        }
        judged = {
            **broken,
            "reason_code": self._by_rule(lambda rule: literal(rule.code)),
            "column_name": self._by_rule(lambda rule: literal(rule.column) if rule.column else "null"),
            "found": cells.masked(self._by_rule(lambda rule: f"cast({rule.found} as varchar)")),
            "expected": self._by_rule(lambda rule: literal(rule.expected)),
            **{name: f"case when marketing_consent = 'no' then {who} end" for name, who in _WHO_REFUSES.items()},
        }
        rows = f"with {self._judged(without=accepted)} select {_picked(table, judged)} from judged where broken is not null"
        if self._staged.broken:
            rows += f" union all select {_picked(table, broken)} from {BROKEN}"
        return f"select * from ({rows}) order by row_number"

    @cached_property
    def _rules(self) -> tuple[Rule, ...]:
        return rules_of(self._fields)

    def _by_rule(self, value: Callable[[Rule], str]) -> str:
        cases = " ".join(f"when {number} then {value(rule)}" for number, rule in enumerate(self._rules))
        return f"case broken {cases} end"

    def _judged(self, without: Path | None = None) -> str:
        """CTEs, each on top of the last, so that no expression stands in the text twice.

        ``wanted`` (staged cells with their numbers; with ``without`` those that are not in that file, by way of ``numbered``),
        ``trims`` (cells without outer blanks), ``texts`` (our columns as text), ``shaped`` (which form of time, a hash for
        records without an id), ``typed``, ``summed`` (with the line amount), ``counted`` (what was cancelled is nothing), ``paid`` (with its day, and in the shop's
        currency), ``judged`` (the number of the first rule broken).
        """
        fields = self._fields
        given = [name for name in fields.types if fields.has(name)]
        texts = [f"{fields.mapped(name)} as {fields.text(name)}" for name in given]
        shapes = [
            f"{cells.is_local(fields.text(name))} as {fields.is_local(name)}"
            for name in (*MOMENTS, *BESIDE)
            if fields.types.get(name) == "TIMESTAMP" and fields.reads_iso(name)
        ]
        if (hashed := HASHED.get(self._job.source.kind)) is not None:
            # Only where the record has no id of its own: the hash of every record costs more than all the rest.
            shapes.append(f"case when {fields.text(hashed)} is null then {self._hash()} end as record_hash")
        typed = [f"{fields.value(name)} as {quote(name)}" for name in fields.types]
        amount = f"replace ({_AMOUNT} as amount)" if fields.computes_amount else ""
        broken = " ".join(f"when {rule.broken} then {number}" for number, rule in enumerate(self._rules))
        return (
            f"{self._wanted(without)}, "
            f"trims as (select {', '.join(self._trims(without is not None))} from wanted), "
            f"texts as (select {', '.join(('*', *texts))} from trims), "
            f"shaped as (select {', '.join(('*', *shapes))} from texts), "
            f"typed as (select *, {', '.join(typed)} from shaped), "
            f"summed as (select * {amount} from typed), "
            f"counted as ({self._counted()}), "
            f"paid as ({self._paid()}), "
            f"judged as (select *, case {broken} end as broken from paid)"
        )

    def _counted(self) -> str:
        """Rows of an order that was cancelled or never paid add neither money nor pieces; refunds and returns stay what they are.

        The row itself is taken in: it replaces what an earlier file said of the order.
        """
        if not self._fields.shows_cancelled:
            return "select * from summed"
        refund = "refund_of is not null or quantity < 0"
        nothing = f"{cells.is_cancelled(self._fields.text('status'))} and not coalesce({refund}, false)"
        zeros = ", ".join(
            f"case when {nothing} and {name} is not null then 0 else {name} end as {name}"
            for name in ("quantity", "discount_amount", "amount")
        )
        return f"select * replace ({zeros}) from summed"

    def _paid(self) -> str:
        """Amounts in the shop's currency, with the currency that they came in and its rate of that day."""
        kind = self._job.source.kind
        # A column of its own: time zones cost a microsecond a row wherever they are written.
        dated = f"select *, {self._fields.business_day(MAIN_MOMENT[kind])} as local_day from counted"
        if kind != "orders":
            return dated
        # Products of wide decimals cost four microseconds; most shops have one currency.
        amounts = ", ".join(
            f"case when coalesce(rates.rate, 1) = 1 then {name} "
            f"else try_cast(cast({name} as decimal(20,4)) * rates.rate as decimal(18,4)) end as {name}"
            for name in ("unit_price", "discount_amount", "amount")
        )
        return (
            f"select dated.* replace ({amounts}, {literal(self._job.currency)} as currency), dated.currency as paid_currency, "
            f"rates.rate as rate from ({dated}) as dated left join {RATES} as rates on rates.currency = dated.currency "
            f"and rates.first_day <= local_day and rates.end_day > local_day"
        )

    def _wanted(self, without: Path | None) -> str:
        numbers = f"{self._staged.row_number} as our_row"
        if without is None:
            return f"wanted as (select *, {numbers} from {STAGED})"
        known = f"read_parquet({file_literal(without)}) as known on known.row_number = numbered.our_row"
        return (
            f"numbered as (select *, {numbers}, {self._staged.line_number} as our_line from {STAGED}), "
            f"wanted as (select numbered.* from numbered anti join {known})"
        )

    def _trims(self, record: bool) -> list[str]:
        kind, headers = self._job.source.kind, self._layout.headers
        columns = ["our_row as row_number"]
        if record:
            # Half answers are set aside by the hundred; who gave them is nobody's business in quarantine.
            shown = (each for each in enumerate(headers) if kind != "survey" or not is_personal(each[1]))
            whole = self._object((header, position) for position, header in shown)
            columns += ["our_line as line_number", f"cast({whole} as varchar) as record"]
        columns += [f"{self._fields.trimmed(position)} as t{position}" for position in self._fields.used]
        columns += [f"{self._extra()} as extra"]
        if self._layout.refusal_cell is not None:
            columns += [f"c{self._layout.refusal_cell} as refusal"]
        if kind == "survey":
            columns += [f"{answers(self._fields)} as answers"]
        if kind in HASHED:
            columns += cells_of(len(headers))
        return columns

    def _object(self, pairs: Iterable[tuple[str, int]]) -> str:
        return json_object((name, self._staged.text(position)) for name, position in pairs)

    def _extra(self) -> str:
        """What nothing names; a shaped format hands its own on."""
        at = self._layout.extra_cell
        headers = self._layout.headers
        return (
            self._object((headers[each], each) for each in self._layout.extra) if at is None else f"cast(c{at} as json)"
        )

    def _hash(self) -> str:
        """md5 of the cells that are not empty, by header in alphabetical order: columns may change places.

        The figure of a signal is left out, so that a later export corrects it. What no cell holds is put in: the day that the
        file's name tells, and the format of a shaped signal; the same figure of another day or table is another signal.
        """
        figure = self._layout.columns.get("value") if self._job.source.kind == "signals" else None
        headers = ((at, header) for at, header in enumerate(self._layout.headers) if at != figure)
        pairs = sorted((fold(header), self._staged.text(position)) for position, header in headers)
        if self._job.source.kind == "signals" and self._layout.format.shape:
            pairs.append(("format", literal(self._layout.format.name)))
        if self._job.source.date_in_name:
            moment = MAIN_MOMENT[self._job.source.kind]
            day, at = literal(self._job.source.constants[moment]), self._layout.columns.get(moment)
            own = "''" if at is None else f"coalesce({self._staged.text(at)}, '')"
            pairs.append(("date_in_name", f"(case when {own} = '' then {day} else '' end)"))
        parts = ", ".join(f"case when {cell} <> '' then {literal(name + '=')} || {cell} end" for name, cell in pairs)
        return f"md5(concat_ws(chr(31), {parts}))"


def _picked(table: Table, values: dict[str, str]) -> str:
    return ", ".join(f"cast({values[c.name]} as {c.type}) as {quote(c.name)}" for c in table.columns)
