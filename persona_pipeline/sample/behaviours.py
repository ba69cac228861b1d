"""Who behaves how, and from when: personas spread out over time as the drifts change them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from .cast import APPEARING, CAST, NEWCOMER, RESTLESS, SHARES
from .drifts import EVERYBODY, Drift
from .profiles import Profile, blend, mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .options import ShopOptions

HARDEST = 0.7
SPLINTER = 0.8
DAYS_A_YEAR = 365.0
WEB_ORDERS = 0.65
"""Share of all orders that come in through the web; the rest comes from stores and marketplaces."""
EVERYWHERE, STORE_ONLY, BROWSER, PANEL = range(4)
REACH_SHARES = (0.82, 0.08, 0.08, 0.02)
"""Who is found where: everywhere, in the store only, on the web only (never buys), in the survey only."""


@dataclass(frozen=True)
class Behaviour:
    """How part [part_from, part_to) of the members of a persona behave, from ``first_day`` to ``last_day``."""

    persona: str
    label: str
    first_day: date
    last_day: date
    part_from: float
    part_to: float
    profile: Profile


@dataclass(frozen=True)
class Move:
    """Members of ``persona`` leave by this chance; where [pick_from, pick_to) is drawn, ``to_persona`` takes over."""

    persona: str
    chance: float
    pick_from: float
    pick_to: float
    to_persona: str


@dataclass(frozen=True)
class Scale:
    """What turns relative rates into chances and counts a day, so that the shop's means are those asked for."""

    sessions_a_day: float
    conversion: float
    offline_orders_a_day: float
    answers_an_order: float


def profiles(options: ShopOptions) -> dict[str, Profile]:
    """The personas of the shop, brought nearer to their mean by ``overlap``; the one that may appear comes last."""
    cast = [CAST[name] for name in options.persona_names]
    middle = mean(cast, SHARES[options.personas])
    nearer = HARDEST * options.overlap
    own = {name: blend(profile, middle, nearer) for name, profile in zip(options.persona_names, cast, strict=True)}
    return own | {APPEARING: blend(NEWCOMER, middle, nearer)}


def shares(options: ShopOptions) -> dict[str, float]:
    """Share of each persona among the customers, before any drift."""
    return dict(zip(options.persona_names, SHARES[options.personas], strict=True))


def timeline(options: ShopOptions) -> list[Behaviour]:
    """All behaviours; for every persona, day and part of its members there is exactly one."""
    last_day = max(options.last_day, options.first_night)
    behaviours = [
        Behaviour(name, name, options.first_day, last_day, 0.0, 1.0, profile)
        for name, profile in profiles(options).items()
    ]
    for drift in sorted(options.drifts, key=lambda drift: drift.start_night):
        behaviours = [
            after for before in behaviours for after in _changed(before, drift, options.day_of(drift.start_night))
        ]
    return behaviours


def moves(drift: Drift, options: ShopOptions) -> list[Move]:
    """Who is replaced by whom when a drift starts; empty for a drift that replaces nobody."""
    share = shares(options)
    if drift.kind == "persona_appears":
        return [Move(name, drift.size, 0.0, 1.0, APPEARING) for name in share]
    if drift.kind == "persona_grows":
        chance = drift.size / (1 - share[drift.persona])
        return [Move(name, chance, 0.0, 1.0, drift.persona) for name in share if name != drift.persona]
    if drift.kind == "persona_shrinks":
        return _away(drift, share)
    return []


def scale(options: ShopOptions) -> Scale:
    """Solve for the means asked for, over the shop without drift.

    Raises:
        ValueError: if more orders are asked for than visits can end in.
    """
    own, share = profiles(options), shares(options)
    total = {name: sum(share[p] * getattr(own[p], name) for p in share) for name in ("session_rate", "offline_rate")}
    buying = sum(share[p] * own[p].session_rate * own[p].conversion_rate for p in share) / total["session_rate"]
    everywhere, store_only, browser, _panel = REACH_SHARES
    sessions = options.sessions_per_customer / DAYS_A_YEAR / (everywhere + browser)
    conversion = WEB_ORDERS * options.orders_per_customer / DAYS_A_YEAR / (sessions * everywhere * buying)
    highest = max(own[name].conversion_rate for name in share)
    if conversion * highest > 1:
        most = options.orders_per_customer / (conversion * highest)
        raise ValueError(
            f"orders_per_customer: found {options.orders_per_customer} with sessions_per_customer "
            f"{options.sessions_per_customer}; expected at most {most:.1f}, where all visits of a persona end in an order"
        )
    offline = (1 - WEB_ORDERS) * options.orders_per_customer / DAYS_A_YEAR / (everywhere + store_only)
    answers = options.responses_per_customer / options.orders_per_customer
    return Scale(sessions / total["session_rate"], conversion, offline / total["offline_rate"], answers)


def _away(drift: Drift, share: dict[str, float]) -> list[Move]:
    chance = drift.size / share[drift.persona]
    others = {name: part for name, part in share.items() if name != drift.persona}
    rows, start = [], 0.0
    for name, part in others.items():
        end = start + part / sum(others.values())
        rows.append(Move(drift.persona, chance, start, end, name))
        start = end
    rows[-1] = replace(rows[-1], pick_to=1.0)
    return rows


def _changed(before: Behaviour, drift: Drift, day: date) -> Sequence[Behaviour]:
    """The behaviour up to the drift, and what becomes of it."""
    if drift.persona not in (EVERYBODY, before.persona) or before.last_day < day:
        return [before]
    if drift.kind == "persona_splits":
        later = _split(before, drift.size, day)
    elif drift.kind == "behaviour_changes":
        later = [replace(before, first_day=day, profile=blend(before.profile, RESTLESS, drift.size))]
    elif drift.kind == "conversion_falls":
        rate = before.profile.conversion_rate * (1 - drift.size)
        later = [replace(before, first_day=day, profile=replace(before.profile, conversion_rate=rate))]
    elif drift.kind == "nps_falls":
        later = [replace(before, first_day=day, profile=_unhappier(before.profile, drift.size))]
    else:
        return [before]
    if before.first_day < day:
        return [replace(before, last_day=day - timedelta(days=1)), *later]
    return later


def _split(before: Behaviour, size: float, day: date) -> list[Behaviour]:
    border = before.part_from + size * (before.part_to - before.part_from)
    away = replace(
        before,
        label=f"{before.label}/split",
        first_day=day,
        part_to=border,
        profile=blend(before.profile, RESTLESS, SPLINTER),
    )
    return [away] if border >= before.part_to else [away, replace(before, first_day=day, part_from=border)]


def _unhappier(profile: Profile, points: float) -> Profile:
    """NPS falls by the points; satisfaction, on a scale of 5, follows at 0.3 of them."""
    return replace(
        profile,
        nps=profile.nps - points,
        satisfaction_site=profile.satisfaction_site - 0.3 * points,
        satisfaction_delivery=profile.satisfaction_delivery - 0.3 * points,
        satisfaction_service=profile.satisfaction_service - 0.3 * points,
        satisfaction_product=profile.satisfaction_product - 0.3 * points,
    )
