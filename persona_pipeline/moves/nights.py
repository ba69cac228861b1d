"""The nights that have members: which there are, by which rules each was made, and what was known then."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from persona_pipeline.features import keep

if TYPE_CHECKING:
    from datetime import date

    from persona_pipeline.context import Context
    from persona_pipeline.settings import Settings
    from persona_pipeline.warehouse import Warehouse

NIGHTS = "marts.persona_nights"


@dataclass(frozen=True)
class Night:
    """A night with members, and the rules that its picture and its members were made by."""

    as_of: date
    version: int
    window_days: int
    refunds: str
    fully_refunded_orders: str

    def rules(self) -> tuple[Any, ...]:
        """What must be the same for two nights to be measured alike."""
        return self.version, self.window_days, self.refunds, self.fully_refunded_orders

    def settings(self, settings: Settings) -> Settings:
        """The settings with the rules of this night's window."""
        window = {
            "window_days": self.window_days,
            "refunds": self.refunds,
            "fully_refunded_orders": self.fully_refunded_orders,
        }
        return settings.model_copy(update={"rfm": settings.rfm.model_copy(update=window)})


@dataclass(frozen=True)
class Around:
    """A night among the others: the one before it, the one after it, and whether it was known before this run."""

    as_of: date
    before: Night | None
    after: Night | None
    known: Night | None
    last_so_far: date | None


def around(warehouse: Warehouse, as_of: date) -> Around:
    """The nights beside ``as_of``, as they are known so far."""
    nights = _nights(warehouse)
    return Around(
        as_of,
        before=max((n for n in nights if n.as_of < as_of), key=lambda n: n.as_of, default=None),
        after=min((n for n in nights if n.as_of > as_of), key=lambda n: n.as_of, default=None),
        known=next((n for n in nights if n.as_of == as_of), None),
        last_so_far=max((n.as_of for n in nights), default=None),
    )


def night_of(warehouse: Warehouse, as_of: date) -> Night | None:
    """The night, or None where it has no members."""
    return next((night for night in _nights(warehouse) if night.as_of == as_of), None)


def _nights(warehouse: Warehouse) -> list[Night]:
    rows = warehouse.query(
        "select as_of, version, window_days, refunds, fully_refunded_orders from marts.persona_nights"
    )
    return [Night(*row) for row in rows]


def nights_to_redo(warehouse: Warehouse, around: Around) -> list[date]:
    """Later nights that are compared with this one and whose people are still kept: their moves follow from it too."""
    rows = warehouse.query(
        "select as_of, version from marts.persona_nights where as_of > $as_of "
        "and as_of in (select distinct as_of from marts.persona_members)",
        {"as_of": around.as_of},
    )
    first = {
        version for version, night in warehouse.query(
            "select version, min(as_of) from marts.persona_nights group by version"
        ) if night == around.as_of
    }  # fmt: skip
    near = {around.as_of + timedelta(days=7), around.as_of + timedelta(days=28)}
    near |= {around.after.as_of} if around.after else set()
    return sorted(night for night, version in rows if night in near or version in first)


def nights_missed(warehouse: Warehouse, as_of: date) -> list[date]:
    """Earlier nights with members that are not in marts.persona_nights."""
    rows = warehouse.query(
        "select distinct as_of from marts.persona_members where as_of < $as_of "
        "and as_of not in (select as_of from marts.persona_nights) order by as_of",
        {"as_of": as_of},
    )
    return [row[0] for row in rows]


def write_night(ctx: Context) -> Night | None:
    """Write the night's row of marts.persona_nights; None, and no row, where nobody is a member."""
    warehouse, rfm = ctx.warehouse, ctx.settings.rfm
    rules = {
        "window_days": rfm.window_days,
        "refunds": rfm.refunds,
        "fully_refunded_orders": rfm.fully_refunded_orders,
    }
    warehouse.replace_night(NIGHTS, ctx.as_of, rules)
    return night_of(warehouse, ctx.as_of)


def known_now(warehouse: Warehouse) -> dict[str, Any]:
    """The number of the last change of facts that tonight knows of; goes into ops.stages."""
    return {"facts": warehouse.run("moves/known_now")[0][0]}


def keep_touched(warehouse: Warehouse, night: Night) -> int | None:
    """Write the temporary table picture_people: of whom more is known today than when the night was told.

    Returns how many identifiers that are; None where it is not known what the night knew, so that it may be anybody.
    """
    rows = warehouse.query(
        "select figures from ops.stages where stage = 'moves' and as_of = $as_of", {"as_of": night.as_of}
    )
    then = json.loads(rows[0][0]) if rows and rows[0][0] else {}
    if then.get("facts") is None:
        return None
    days = {"first_day": night.as_of - timedelta(days=night.window_days - 1), "last_day": night.as_of}
    keep(warehouse, "picture_people", "moves/touched_since", {"touched": then["facts"], **days})
    return int(warehouse.query("select count(*) from picture_people")[0][0])


def forget_touched(warehouse: Warehouse) -> None:
    """Take out of ops.touched_people what every night whose members are kept knew of: it would only ever grow."""
    warehouse.run("moves/forget_touched")
