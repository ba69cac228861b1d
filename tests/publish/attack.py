"""Attack a published file: look for figures about 1 to ``min_cell`` - 1 people, told or worked out, in whatever tables there are.

The attacker knows the contract and the file. What a column counts is read from the contract (its type and its meaning), so that
tables that are added later are attacked too. Which figures add up to which is found by trying: where the sums over a dimension
were, on every night, what another published figure was (of the same night, or of the night before), it is an equation, and the
attacker uses it on the nights on which parts of it are hidden. The warehouse tells what the right answer would have been.

Rows under a pseudonym are no figures and are left alone. A net difference between two nights is no figure about the people who
came: who left is unknown, unless a table tells that too, and then it is an equation like any other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations
from typing import Any

import duckdb
import numpy as np

from persona_pipeline.contracts import PUBLISHED, TABLES, Column, Table
from persona_pipeline.warehouse import quote, quote_table

COUNTS_PEOPLE = re.compile(
    r"\b(people|persons?|customers|members|buyers|visitors|respondents|promoters|detractors|answers|responses|how many|answered)\b",
    re.IGNORECASE,
)
NO_COUNT = re.compile(r"^(version|choice|revision|sequence|.*_(days|nights|score|as_of))$")
NOT_ABOUT_PEOPLE = {
    ("marts.drift_signals", "threshold"): "a setting",
    ("marts.drift_signals", "reference_value"): "what earlier nights led to expect, hidden where those were few",
    ("marts.rfm_cut_points", "lower_bound"): "a yardstick",
    **{
        ("marts.daily_figures", column): "a total of the shop, guests included"
        for column in (
            "orders",
            "guest_orders",
            "refund_orders",
            "sales_amount",
            "refund_amount",
            "net_amount",
            "sessions",
            "purchase_sessions",
        )
    },
}
"""Figures that stand beside a count of people and are not about them."""
ABOUT = {("marts.target_groups", column): ("people",) for column in ("share", "share_low", "share_high")}
"""Whom a figure is about, where a table counts people of more than one kind and the names do not say."""
TOTALS_OF_THE_SHOP = {"marts.match_rates": {"orders_with_key", "events_without_consent"}}
"""Rows that count orders and events of the whole shop."""
NUMBERS = re.compile(r"^(BIGINT|INTEGER|HUGEINT|DOUBLE|DECIMAL.*)$")
WHOLE = re.compile(r"^(BIGINT|INTEGER|HUGEINT)$")
SUFFIX = re.compile(r"_(then|tonight|week_ago)$")
NIGHT_COLUMNS = ("as_of", "business_day")

NOBODY_IN_PARTICULAR = 10**9

Key = tuple[Any, ...]
Spot = tuple[str, Key, str]
"""Table, key (night first), column."""


@dataclass(frozen=True)
class Finding:
    """A figure about few people: where it stands, how it was got, and how many people it is about."""

    table: str
    key: Key
    column: str
    how: str
    people: float

    def __str__(self) -> str:
        return f"{self.table} {self.key} {self.column}: {self.how}, about {self.people:g}"


@dataclass
class Attacked:
    """A table as the attacker sees it and as it really is; rows by key, with the night first."""

    table: Table
    shown: dict[Key, dict[str, Any]]
    truth: dict[Key, dict[str, Any]]
    counts: tuple[str, ...]
    figures: tuple[str, ...]
    dimensions: tuple[str, ...]
    quantities: dict[str, dict[Key, tuple[float | None, float]]] = field(default_factory=dict)


def counts_people(table: Table, column: Column) -> bool:
    """Whether a column is a number of people, by its type and by what the contract says of it."""
    if not WHOLE.match(column.type) or column.name in table.key or NO_COUNT.match(column.name):
        return False
    return column.name == "n" or bool(COUNTS_PEOPLE.search(f"{column.name.replace('_', ' ')} {column.meaning}"))


def attacked_tables(published: duckdb.DuckDBPyConnection, warehouse: duckdb.DuckDBPyConnection) -> list[Attacked]:
    """Every published table that holds figures: all but those of one person a row, and the books of files and runs (ops)."""
    found = []
    for table in PUBLISHED:
        if "customer_key" in table.column_names or table.layer == "ops":
            continue
        counts = tuple(each.name for each in table.columns if counts_people(table, each))
        figures = tuple(
            each.name
            for each in table.columns
            if NUMBERS.match(each.type) and each.name not in (*table.key, *counts) and not NO_COUNT.match(each.name)
        )
        if counts or figures:
            shown = _rows(published, table)
            truth = _rows(warehouse, TABLES[table.name]) if table.name in TABLES else {}
            found.append(Attacked(table, shown, truth, counts, figures, _key_of(table)[1:]))
    return found


def attack(
    published: duckdb.DuckDBPyConnection, warehouse: duckdb.DuckDBPyConnection, *, min_cell: int, nights: int = 10
) -> list[Finding]:
    """Everything that was found; an empty list where nothing was. Equations are looked for on the last ``nights`` nights."""
    tables = attacked_tables(published, warehouse)
    found = [finding for each in tables for finding in _told(each, min_cell)]
    last = sorted({key[0] for each in tables for key in each.truth if key[0] is not None})[-nights:]
    for each in tables:
        each.truth = {key: row for key, row in each.truth.items() if key[0] in last}
        each.quantities = dict(_quantities(each))
    return found + _worked_out(tables, last, min_cell)


def _key_of(table: Table) -> tuple[str, ...]:
    night = next((name for name in NIGHT_COLUMNS if name in table.key), "")
    return (night, *(name for name in table.key if name != night))


def _rows(con: duckdb.DuckDBPyConnection, table: Table) -> dict[Key, dict[str, Any]]:
    names = table.column_names
    columns = ", ".join(quote(name) for name in names)
    rows = [
        dict(zip(names, row, strict=True))
        for row in con.execute(f"select {columns} from {quote_table(table.name)}").fetchall()
    ]
    return {tuple(row.get(name) for name in _key_of(table)): row for row in rows}


# ------------------------------------------------------------------------------------------------------- what is told


def _told(each: Attacked, min_cell: int) -> Iterator[Finding]:
    """Counts that are small, figures beside a count that is small in truth, and shares that say such a count."""
    name = each.table.name
    shares = _counting_shares(each)
    for key, row in each.shown.items():
        truth = each.truth.get(key, row)
        if row.get("figure") in TOTALS_OF_THE_SHOP.get(name, ()):
            continue
        for column in (*each.counts, *(c for c in each.figures if _is_count_by_unit(row, c))):
            if _few(row[column], min_cell):
                yield Finding(name, key, column, "is told", row[column])
        for column in each.figures:
            if row[column] is None or (name, column) in NOT_ABOUT_PEOPLE:
                continue
            for count in _siblings(each, column):
                if _few(truth[count], min_cell):
                    yield Finding(name, key, column, f"is told beside {count}", truth[count])
        if _label(row) in shares and row["value"] is not None and row["n"]:
            hits = round(row["value"] * row["n"])
            for people, how in ((hits, "share times n"), (row["n"] - hits, "n less share times n")):
                if _few(people, min_cell):
                    yield Finding(name, key, "value", how, people)


def _few(people: Any, min_cell: int) -> bool:
    return people is not None and 0 < people < min_cell


def _is_count_by_unit(row: Mapping[str, Any], column: str) -> bool:
    return row.get("unit") == "customers" and column.startswith("value")


def _siblings(each: Attacked, column: str) -> list[str]:
    """The counts that say how many people a figure is about: those that share its name (mix and mix_people, people and
    people_share), else those with its ending, else the plain ones.
    """
    if (each.table.name, column) in ABOUT:
        return list(ABOUT[each.table.name, column])
    own = [count for count in each.counts if count == f"{column}_people" or column.startswith(f"{count}_")]
    if own:
        return own
    named = {f"{figure}_people" for figure in each.figures}
    ending = SUFFIX.search(column)
    wanted = ending.group() if ending else ""
    return [
        count
        for count in each.counts
        if count not in named and (m.group() if (m := SUFFIX.search(count)) else "") == wanted
    ]


def _label(row: Mapping[str, Any]) -> str | None:
    return row.get("figure") or row.get("measure")


def _counting_shares(each: Attacked) -> set[str]:
    """Figures that are a number of people over n: on every row the share times n is a whole number."""
    if not {"value", "n", "unit"} <= set(each.table.column_names):
        return set()
    by_figure: dict[str, list[float]] = defaultdict(list)
    for row in each.shown.values():
        label = _label(row)
        if label and row["unit"] == "share" and row["value"] is not None and row["n"]:
            by_figure[label].append(float(row["value"]) * row["n"])
    return {
        label
        for label, values in by_figure.items()
        if len(values) >= 5 and all(abs(value - round(value)) < 1e-3 + 1e-6 * value for value in values)
    }


# -------------------------------------------------------------------------------------------------- what can be worked out


def _quantities(each: Attacked) -> Iterator[tuple[str, dict[Key, tuple[float | None, float]]]]:
    """Columns that may add up, as column -> key -> (shown, truth): counts, money, and figures counted in people or money."""
    for column in (*each.counts, *each.figures):
        values: dict[Key, tuple[float | None, float]] = {}
        for key, truth in each.truth.items():
            if truth.get("unit") == "customers" and column in each.figures and not column.startswith("value"):
                continue  # those who came less those who left: a net difference
            adds_up = column in each.counts or truth.get("unit") in ("customers", "currency", "orders", "sessions")
            adds_up = adds_up or (column in each.figures and isinstance(truth[column], Decimal) and "unit" not in truth)
            if truth[column] is None or not adds_up or key not in each.shown:
                continue
            shown = each.shown[key][column]
            values[key] = (None if shown is None else round(float(shown), 2), round(float(truth[column]), 2))
        if values:
            yield column, values


@dataclass
class Equation:
    """Cells (plus) that add up to one figure (equal to it on every night)."""

    plus: list[Spot]
    total: Spot


def _worked_out(tables: Sequence[Attacked], nights: Sequence[Any], min_cell: int) -> list[Finding]:
    values = {
        (each.table.name, key, column): pair
        for each in tables
        for column, cells in each.quantities.items()
        for key, pair in cells.items()
    }
    equations = _equations(tables, nights)
    people = _people_behind(tables)
    return _solve(equations, values, people, min_cell)


def _people_behind(tables: Sequence[Attacked]) -> dict[Spot, float]:
    """How many people each cell is about: itself where it is a count, else the smallest of its counts."""
    found: dict[Spot, float] = {}
    for each in tables:
        for column, cells in each.quantities.items():
            for key in cells:
                truth = each.truth[key]
                if column in each.counts or _is_count_by_unit(truth, column):
                    found[each.table.name, key, column] = float(truth[column])
                else:
                    counts = [truth[name] for name in _siblings(each, column) if truth[name]]
                    found[each.table.name, key, column] = float(min(counts, default=NOBODY_IN_PARTICULAR))
    return found


def _equations(tables: Sequence[Attacked], nights: Sequence[Any]) -> list[Equation]:
    """All sums over dimensions that are, on every night that has them, a figure of the same night or of the one before."""
    single: dict[tuple[int, tuple[float, ...]], list[tuple[str, Key, str]]] = defaultdict(list)
    by_rest = []
    for each in tables:
        for column, cells in each.quantities.items():
            series: dict[Key, dict[Any, float]] = defaultdict(dict)
            for key, (_, truth) in cells.items():
                series[key[1:]][key[0]] = truth
            for rest, by_night in series.items():
                for lag in (0, 1):
                    for start in range(len(nights)):
                        run = _run(by_night, nights, start, lag)
                        if run:
                            single[start, run].append((each.table.name, rest, f"{lag}:{column}"))
            by_rest.append((each, column, series))
    found: list[Equation] = []
    for each, column, series in by_rest:
        for size in range(1, len(each.dimensions) + 1):
            for over in combinations(range(len(each.dimensions)), size):
                found += _sums(each, column, series, over=over, nights=nights, single=single)
    return found


def _run(by_night: Mapping[Any, float], nights: Sequence[Any], start: int, lag: int) -> tuple[float, ...] | None:
    """The values from the night ``start`` to the last, each of ``lag`` nights before; None where one is missing, or too few."""
    if len(nights) - start < 4 or start - lag < 0 or (start > lag and nights[start - 1 - lag] in by_night):
        return None  # a series begins where it begins, or its shorter ends would match by chance
    values = [by_night.get(nights[place - lag]) for place in range(start, len(nights))]
    return None if any(value is None for value in values) else tuple(value for value in values if value is not None)


def _sums(
    each: Attacked,
    column: str,
    series: Mapping[Key, Mapping[Any, float]],
    *,
    over: tuple[int, ...],
    nights: Sequence[Any],
    single: Mapping[tuple[int, tuple[float, ...]], list[tuple[str, Key, str]]],
) -> Iterator[Equation]:
    groups: dict[Key, list[Key]] = defaultdict(list)
    for rest in series:
        if "all" not in [rest[place] for place in over]:
            groups[tuple(value for place, value in enumerate(rest) if place not in over)].append(rest)
    for parts in groups.values():
        if len(parts) < 2:
            continue
        summed: dict[Any, float] = defaultdict(float)
        most = 0
        for night in nights:
            there = [series[rest][night] for rest in parts if night in series[rest]]
            if there:
                summed[night] = round(sum(there), 2)
                most = max(most, sum(value != 0 for value in there))
        if most < 2 or len(set(summed.values())) < 2:
            continue
        for start in range(len(nights)):
            run = _run(summed, nights, start, 0)
            for name, rest, lagged in single.get((start, run), []) if run else []:
                lag, _, target = lagged.partition(":")
                if name == each.table.name and rest in parts:
                    continue
                for place in range(start, len(nights)):
                    plus = [(each.table.name, (nights[place], *p), column) for p in parts if nights[place] in series[p]]
                    yield Equation(plus, (name, (nights[place - int(lag)], *rest), target))


def _solve(
    equations: Sequence[Equation],
    values: Mapping[Spot, tuple[float | None, float]],
    people: Mapping[Spot, float],
    min_cell: int,
) -> list[Finding]:
    """Solve for the hidden cells, group of equations by group; a finding is a small cell, or a small sum of a line, that follows."""
    rows = []
    for equation in equations:
        coefficients: dict[Spot, float] = defaultdict(float)
        for spot, sign in [*((spot, 1.0) for spot in equation.plus), (equation.total, -1.0)]:
            if values[spot][0] is None:
                coefficients[spot] += sign
        if coefficients:
            rows.append((coefficients, [spot for spot in equation.plus if values[spot][0] is None]))
    found: dict[tuple[Spot, str], Finding] = {}
    for group in _groups(rows):
        spots = sorted({spot for coefficients, _ in group for spot in coefficients}, key=str)
        place = {spot: number for number, spot in enumerate(spots)}
        matrix = np.zeros((len(group), len(spots)))
        for number, (coefficients, _) in enumerate(group):
            for spot, sign in coefficients.items():
                matrix[number, place[spot]] = sign
        space = np.linalg.pinv(matrix) @ matrix
        for wanted in [[spot] for spot in spots] + [line for _, line in group if len(line) > 1]:
            about = sum(people[spot] for spot in wanted)
            vector = np.zeros(len(spots))
            vector[[place[spot] for spot in wanted]] = 1
            if 0 < about < min_cell and np.abs(vector - vector @ space).max() < 1e-6:
                how = (
                    "follows from totals" if len(wanted) == 1 else f"follows from totals, {len(wanted)} cells together"
                )
                found[wanted[0], how] = Finding(*wanted[0], how, about)
    return list(found.values())


Row = tuple[dict[Spot, float], list[Spot]]


def _groups(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows that share unknown cells belong together."""
    parent: dict[Spot, Spot] = {}

    def top(spot: Spot) -> Spot:
        while parent.setdefault(spot, spot) != spot:
            parent[spot] = parent[parent[spot]]
            spot = parent[spot]
        return spot

    for coefficients, _ in rows:
        first, *others = coefficients
        for spot in others:
            parent[top(spot)] = top(first)
        top(first)
    groups: dict[Spot, list[Row]] = defaultdict(list)
    for row in rows:
        groups[top(next(iter(row[0])))].append(row)
    return list(groups.values())
