"""The database in memory in which the shop is made: its macros, its personas, its people."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from persona_pipeline.warehouse import connect, quote, statement

from . import vocabulary
from .behaviours import REACH_SHARES, Behaviour, moves, scale, shares, timeline
from .profiles import CHOICES, FIGURES, slots

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import duckdb

    from persona_pipeline.settings import Kind

    from .options import ShopOptions

MACROS = ("uniform", "poisson", "slot")
QUEUE_OF: dict[Kind, str] = {"orders": "order_lines", "web": "sessions", "survey": "responses"}
VIEWS = ("order_rows", "event_rows", "response_rows")
DIRECT = tuple(
    name
    for name in FIGURES
    if name not in ("session_rate", "conversion_rate", "offline_rate", "weekend_rate", "lines", "pieces", "pages")
)
"""Figures of a profile that SQL takes as they are; the others are turned into chances and counts a day."""

CATEGORY_COLUMNS = "category varchar, first_product smallint, products smallint"
PRODUCT_COLUMNS = "product_number integer, product_name varchar, category varchar, unit_price decimal(18, 2)"
PHRASE_COLUMNS = "part varchar, language varchar, mood varchar, subject varchar, number integer, text varchar"
SHARE_COLUMNS = "persona varchar, part_from double, part_to double"
MOVE_COLUMNS = "persona varchar, chance double, pick_from double, pick_to double, to_persona varchar"
CHOICE_COLUMNS = "behaviour smallint, what varchar, value varchar, slot_from integer, slot_to integer"
BEHAVIOUR_COLUMNS = """
    behaviour smallint, persona varchar, label varchar, first_day date, last_day date, part_from double, part_to double,
    sessions_a_day double, conversion double, offline_orders_a_day double, panel_answers_a_day double,
    answers_an_order double, weekday_pace double, weekend_pace double,
    extra_lines double, extra_pieces double, extra_pages double"""


@contextmanager
def open_scratch(folder: Path, memory_limit: str, threads: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory that spills to ``folder``. At least two threads: one lays Parquet files out otherwise."""
    con = connect(None, memory_limit=memory_limit, threads=max(2, threads), spill=folder)
    try:
        yield con
    finally:
        con.close()


def run(con: duckdb.DuckDBPyConnection, name: str, params: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    """Run ``sql/sample/<name>.sql`` with those of ``params`` that it names."""
    sql = statement(f"sample/{name}")
    named = con.extract_statements(sql)[0].named_parameters
    return con.execute(sql, {key: value for key, value in (params or {}).items() if key in named}).fetchall()


def set_up(con: duckdb.DuckDBPyConnection, options: ShopOptions) -> None:
    """Everything that is made once: macros, words, behaviours, calendar, and everybody who ever comes."""
    con.execute("set preserve_insertion_order = true")
    # Joins run as they are written: at few rows the optimizer crossed a dozen look-up tables first (7 s for 8 answers).
    con.execute("set disabled_optimizers = 'join_order'")
    for name in MACROS:
        run(con, name)
    fill(con, "categories", CATEGORY_COLUMNS, vocabulary.categories())
    fill(con, "products", PRODUCT_COLUMNS, vocabulary.products())
    fill(con, "phrases", PHRASE_COLUMNS, vocabulary.phrases())
    _load_behaviours(con, options)
    _load_people(con, options)
    for name in QUEUE_OF.values():
        run(con, f"new_{name}_out")
        run(con, f"{name}_due", {"first_day": options.first_day, "last_day": options.first_day})
    for view in VIEWS:
        run(con, view)


def fill(con: duckdb.DuckDBPyConnection, table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """A new table with these rows; for the small tables that are written in Python."""
    con.execute(f"create or replace table {quote(table)} ({columns})")
    lists = [list(column) for column in zip(*rows, strict=True)]
    if lists:
        con.execute(f"insert into {quote(table)} select {', '.join('unnest(?)' for _ in lists)}", lists)


def _load_behaviours(con: duckdb.DuckDBPyConnection, options: ShopOptions) -> None:
    behaviours = timeline(options)
    rows = [_behaviour_row(number, behaviour, options) for number, behaviour in enumerate(behaviours)]
    fill(con, "behaviours", f"{BEHAVIOUR_COLUMNS}, {', '.join(f'{name} double' for name in DIRECT)}", rows)
    ranges = [
        (number, what, value, start, end)
        for number, behaviour in enumerate(behaviours)
        for what in CHOICES
        for value, start, end in slots(getattr(behaviour.profile, what))
    ]
    fill(con, "choice_ranges", CHOICE_COLUMNS, ranges)
    run(con, "choices")


def _behaviour_row(number: int, behaviour: Behaviour, options: ShopOptions) -> tuple[Any, ...]:
    profile, by = behaviour.profile, scale(options)
    weekend_pace = 7 * profile.weekend_rate / (5 + 2 * profile.weekend_rate)
    return (
        number,
        behaviour.persona,
        behaviour.label,
        behaviour.first_day,
        behaviour.last_day,
        behaviour.part_from,
        behaviour.part_to,
        by.sessions_a_day * profile.session_rate,
        by.conversion * profile.conversion_rate,
        by.offline_orders_a_day * profile.offline_rate,
        options.responses_per_customer / 365,
        by.answers_an_order * profile.response_rate,
        weekend_pace / profile.weekend_rate,
        weekend_pace,
        profile.lines - 1,
        profile.pieces - 1,
        profile.pages - 1,
        *(getattr(profile, name) for name in DIRECT),
    )


def _load_people(con: duckdb.DuckDBPyConnection, options: ShopOptions) -> None:
    span = {
        "first_day": options.first_day,
        "last_day": max(options.last_day, options.first_night),
        "seed": options.seed,
    }
    run(con, "calendar", span)
    starts = [sum(list(shares(options).values())[:place]) for place in range(options.personas)]
    fill(con, "shares", SHARE_COLUMNS, zip(shares(options), starts, [*starts[1:], 1.0], strict=True))
    run(con, "lives", span | {"customers": options.customers})
    for number, drift in enumerate(sorted(options.drifts, key=lambda drift: drift.start_night)):
        rows = [astuple(move) for move in moves(drift, options)]
        if rows:
            fill(con, "moves", MOVE_COLUMNS, rows)
            run(con, "move_lives", {"day": options.day_of(drift.start_night), "number": number})
    everywhere, store_only, browser, _panel = REACH_SHARES
    reach = {"everywhere": everywhere, "store_only": store_only, "browser": browser}
    run(con, "people", {"seed": options.seed, **reach})
