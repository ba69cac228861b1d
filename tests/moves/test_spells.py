"""Stays end as an uninterrupted run would have left them, in whichever order and how often the nights were run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_pipeline.context import Context
from persona_pipeline.moves import spells as spells_module
from persona_pipeline.moves.nights import around, write_night
from persona_pipeline.moves.spells import write_spells

from .conftest import Members, add_version, keep_history, night, write_members

CUSTOMERS = [f"c{n:02d}" for n in range(40)]


def draw_night(seed: int) -> Members:
    """Each customer in one of two personas, or nowhere."""
    random = np.random.default_rng(seed)
    where = random.choice(["P01", "P01", "P01", "P02", ""], len(CUSTOMERS))
    return {
        key: (
            str(persona),
            round(float(random.random()), 6),
            None if random.random() < 0.3 else int(random.integers(500)),
        )
        for key, persona in zip(CUSTOMERS, where, strict=True)
        if persona
    }


def expected_spells(nights: dict[int, Members]) -> list[tuple[Any, ...]]:
    """The stays, counted by hand from the members of every night."""
    order = sorted(number for number, members in nights.items() if members)
    rows: list[tuple[Any, ...]] = []
    for key in CUSTOMERS:
        stays: list[list[int]] = []  # first and last place in the order
        for place, number in enumerate(order):
            if key not in nights[number]:
                continue
            same = stays and stays[-1][1] == place - 1 and nights[order[place - 1]][key][0] == nights[number][key][0]
            if same:
                stays[-1][1] = place
            else:
                stays.append([place, place])
        for n, (first, last) in enumerate(stays):
            touches = n > 0 and stays[n - 1][1] == first - 1
            goes_on = n + 1 < len(stays) and stays[n + 1][0] == last + 1
            open_ = last == len(order) - 1
            persona, certainty, money = nights[order[last]][key]
            began = "new" if n == 0 else "moved" if touches else "returned"
            ended = None if open_ else "moved" if goes_on else "gone"
            end = (None, None, None) if open_ else (night(order[last]), certainty, money)
            rows.append((key, night(order[first]), end[0], persona, 1, began, ended, end[1], end[2]))
    return sorted(rows, key=lambda row: row[:2])


def spells(ctx: Context) -> list[tuple[Any, ...]]:
    return ctx.warehouse.query("select * from marts.persona_spells order by customer_key, from_as_of")


RUNS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9)), min_size=3, max_size=9)
"""Nights in the order in which they are run, each with a seed for who was where; 0 is a night without members."""


@pytest.mark.slow
@settings(max_examples=8)
@given(RUNS)
def test_any_order_any_repeat_any_gap_gives_the_stays_of_the_nights(
    shared_warehouse: Context, runs: list[tuple[int, int]]
) -> None:
    ctx = shared_warehouse
    for table in ("persona_members", "customer_features", "persona_nights", "persona_spells", "persona_transitions"):
        ctx.warehouse.query(f"delete from marts.{table}")
    told: dict[int, Members] = {}
    for number, seed in runs:
        told[number] = draw_night(seed) if seed else {}
        write_members(ctx, number, told[number])
        at_night = replace(ctx, as_of=night(number))
        beside = around(ctx.warehouse, at_night.as_of)
        write_spells(at_night, beside, write_night(at_night))
    assert spells(ctx) == expected_spells(told)


def test_a_calm_night_touches_nobody(ctx: Context) -> None:
    """The cost of a night follows who changed."""
    members = draw_night(3)
    write_members(ctx, 0, members)
    keep_history(ctx, 0)
    before = spells(ctx)
    write_members(ctx, 1, members)
    at_night = replace(ctx, as_of=night(1))
    beside = around(ctx.warehouse, at_night.as_of)
    assert write_spells(at_night, beside, write_night(at_night)) == 0
    assert spells(ctx) == before
    one_moves = {**members, next(iter(members)): ("P02" if next(iter(members.values()))[0] == "P01" else "P01", 0.5, 1)}
    write_members(ctx, 2, one_moves)
    at_night = replace(ctx, as_of=night(2))
    beside = around(ctx.warehouse, at_night.as_of)
    assert write_spells(at_night, beside, write_night(at_night)) == 1


def test_nights_whose_members_are_no_longer_kept_can_be_run_again(ctx: Context) -> None:
    """The stays themselves remember every night: nothing else of the nights beside is needed, but money and certainty."""
    for number in range(6):
        write_members(ctx, number, {"a": ("P01", 0.5, 10), "b": ("P02" if number >= 3 else "P01", 0.6, 20)})
        keep_history(ctx, number)
    ctx.warehouse.query("delete from marts.persona_members")
    ctx.warehouse.query("delete from marts.customer_features")
    write_members(ctx, 1, {"b": ("P01", 0.7, 25)})
    keep_history(ctx, 1)
    assert [row[:7] for row in spells(ctx)] == [
        ("a", night(0), night(0), "P01", 1, "new", "gone"),
        ("a", night(2), None, "P01", 1, "returned", None),
        ("b", night(0), night(2), "P01", 1, "new", "moved"),
        ("b", night(3), None, "P02", 1, "moved", None),
    ]


def test_two_keys_that_turn_out_to_be_one_person_did_not_come_and_go(ctx: Context) -> None:
    """A visitor who logs in for the first time: the device's key ends, the account's begins, and both say why."""
    write_members(ctx, 0, {"device": ("P01", 0.5, None), "a": ("P01", 0.5, 10), "b": ("P01", 0.5, 10)})
    keep_history(ctx, 0)
    ctx.warehouse.query("insert into core.identities values ('device', 'visitor', 'account')")
    write_members(ctx, 1, {"account": ("P01", 0.6, 30), "a": ("P01", 0.5, 10)})
    keep_history(ctx, 1)
    began_and_ended = {row[0]: (row[5], row[6]) for row in spells(ctx)}
    assert began_and_ended == {
        "device": ("new", "merged"),
        "account": ("merged", None),
        "a": ("new", None),
        "b": ("new", "gone"),
    }
    moves = ctx.warehouse.query(
        "select from_persona, to_persona, cause, customers from marts.persona_transitions where as_of = $d and compared = 'night' and customers > 0 order by all",
        {"d": night(1)},
    )
    assert moves == [
        ("P01", "P01", "stayed", 1),
        ("P01", "gone", "merged", 1),
        ("P01", "gone", "people", 1),
        ("new", "P01", "merged", 1),
    ]


def test_money_and_certainty_of_a_night_that_is_corrected_are_those_of_the_correction(ctx: Context) -> None:
    write_members(ctx, 0, {"a": ("P01", 0.5, 10), "b": ("P01", 0.5, 10)})
    keep_history(ctx, 0)
    write_members(ctx, 1, {"b": ("P01", 0.5, 10)})
    keep_history(ctx, 1)
    write_members(ctx, 0, {"a": ("P01", 0.9, 99), "b": ("P01", 0.5, 10)})
    keep_history(ctx, 0)
    assert spells(ctx)[0] == ("a", night(0), night(0), "P01", 1, "new", "gone", 0.9, 99)


def accept_second(ctx: Context, monkeypatch: pytest.MonkeyPatch, placed: Mapping[str, str]) -> None:
    """A second version from night 1 on, and where it places the people of night 0."""
    add_version(ctx.warehouse, 2, night(1), ("P01", "P02", "P03"))
    rows = ", ".join(f"('{key}', '{persona}')" for key, persona in placed.items())

    def place(at: Context, day: date, by: date, members: str, **_: object) -> None:
        assert (day, by) == (night(0), night(1))
        at.warehouse.query(
            f"create or replace temporary table {members} as from (values {rows}) as t(customer_key, persona_id)"
        )

    monkeypatch.setattr(spells_module, "keep_placed", place)


def test_a_new_version_that_moves_nobody_ends_no_stay(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    write_members(ctx, 0, {"a": ("P01", 0.5, 10), "b": ("P01", 0.5, 10), "c": ("P01", 0.5, 10), "d": ("P02", 0.5, 5)})
    keep_history(ctx, 0)
    # the night before by the new version: b is elsewhere, d nowhere
    accept_second(ctx, monkeypatch, {"a": "P01", "b": "P02", "c": "P01"})
    write_members(ctx, 1, {"a": ("P01", 0.5, 10), "b": ("P02", 0.5, 10), "c": ("P02", 0.5, 10)}, version=2)
    keep_history(ctx, 1)
    assert [(row[0], *row[3:7]) for row in spells(ctx)] == [
        ("a", "P01", 1, "new", None),
        ("b", "P01", 1, "new", "version"),
        ("b", "P02", 2, "version", None),
        ("c", "P01", 1, "new", "moved"),
        ("c", "P02", 2, "moved", None),
        ("d", "P02", 1, "new", "version"),
    ]
    moves = ctx.warehouse.query(
        "select from_persona, to_persona, cause, customers from marts.persona_transitions where as_of = $d and compared = 'night' and customers > 0 order by all",
        {"d": night(1)},
    )
    assert moves == [
        ("P01", "P01", "stayed", 1),
        ("P01", "P02", "people", 1),
        ("P01", "P02", "version", 1),
        ("P02", "gone", "version", 1),
    ]


def test_who_goes_elsewhere_than_the_new_version_would_place_them_has_moved(
    ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_members(ctx, 0, {"a": ("P01", 0.5, 10), "b": ("P01", 0.5, 10)})
    keep_history(ctx, 0)
    accept_second(ctx, monkeypatch, {"a": "P02", "b": "P02"})
    write_members(ctx, 1, {"a": ("P03", 0.5, 10), "b": ("P02", 0.5, 10)}, version=2)
    keep_history(ctx, 1)
    assert [(row[0], row[3], *row[5:7]) for row in spells(ctx)] == [
        ("a", "P01", "new", "moved"),
        ("a", "P03", "moved", None),
        ("b", "P01", "new", "version"),
        ("b", "P02", "version", None),
    ]


def test_two_keys_are_one_person_also_on_the_night_of_a_new_version(
    ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The night before, as it is known today, has the person under the account's key: that is no work of the version."""
    write_members(ctx, 0, {"device": ("P01", 0.5, None)})
    keep_history(ctx, 0)
    ctx.warehouse.query("insert into core.identities values ('device', 'visitor', 'account')")
    accept_second(ctx, monkeypatch, {"account": "P01"})
    write_members(ctx, 1, {"account": ("P01", 0.6, 30)}, version=2)
    keep_history(ctx, 1)
    assert [(row[0], *row[5:7]) for row in spells(ctx)] == [("account", "merged", None), ("device", "new", "merged")]
