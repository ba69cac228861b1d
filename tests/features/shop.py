"""A small shop with known people: core rows of customers drawn from three kinds of shopper, straight into the warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from persona_pipeline.contracts import TABLES
from persona_pipeline.warehouse import Warehouse

FIRST_DAY = date(2026, 1, 1)


@dataclass(frozen=True)
class Kind:
    """What one kind of shopper is like; rates are per day."""

    order_rate: float
    order_value: float
    pieces: float
    refund_chance: float
    visit_rate: float
    pages: float
    mobile: float
    paid: float
    social: float
    email: float
    search: float
    cart: float
    nps: float


KINDS = {
    "mobile": Kind(0.025, 38, 1.6, 0.12, 0.16, 5, 0.85, 0.20, 0.35, 0.05, 0.15, 0.25, 7.0),
    "loyal": Kind(0.045, 70, 3.5, 0.03, 0.14, 8, 0.35, 0.05, 0.05, 0.45, 0.20, 0.45, 9.0),
    "seeker": Kind(0.015, 150, 2.0, 0.06, 0.10, 14, 0.20, 0.40, 0.05, 0.05, 0.65, 0.20, 6.0),
}


@dataclass(frozen=True)
class Shop:
    """Tables as they go into core, and the truth: customer -> kind."""

    days: pd.DataFrame
    truth: pd.Series


def make_shop(people: int, days: int, *, seed: int = 1, kinds: dict[str, Kind] | None = None) -> Shop:
    """People of the kinds in turn; about 15 % are never seen on the web, 15 % never order, 20 % answer a survey."""
    kinds = kinds or KINDS
    random = np.random.default_rng(seed)
    names = list(kinds)
    rows = []
    truth = {}
    for number in range(people):
        key = f"c{number:06d}"
        truth[key] = names[number % len(names)]
        rows += _life(random, key, kinds[truth[key]], days)
    return Shop(pd.DataFrame(rows), pd.Series(truth, name="kind"))


def _life(random: np.random.Generator, key: str, kind: Kind, days: int) -> list[dict[str, object]]:
    draw = random.random()
    on_web, orders_at_all = draw > 0.15, draw < 0.85
    taste = random.lognormal(0, 0.35)
    mobile = random.beta(4 * kind.mobile + 0.1, 4 * (1 - kind.mobile) + 0.1)
    answers_on = random.integers(days) if random.random() < 0.2 else -1
    life = []
    for day in np.flatnonzero(random.random(days) < kind.visit_rate + kind.order_rate):
        bought = orders_at_all and random.random() < kind.order_rate / (kind.visit_rate + kind.order_rate)
        if not bought and not on_web:
            continue
        life.append(_day(random, key, kind, int(day), bought=bought, on_web=on_web, taste=taste, mobile=mobile))
    if answers_on >= 0:
        nps = int(np.clip(round(random.normal(kind.nps, 1.3)), 0, 10))
        life.append(blank(key, int(answers_on)) | answer(nps, min(5.0, max(1.0, nps / 2))))
    return life


def _day(
    random: np.random.Generator,
    key: str,
    kind: Kind,
    day: int,
    *,
    bought: bool,
    on_web: bool,
    taste: float,
    mobile: float,
) -> dict[str, object]:
    row = blank(key, day)
    if bought:
        amount = round(kind.order_value * taste * random.lognormal(0, 0.4), 2)
        refund = round(amount * 0.5, 2) if random.random() < kind.refund_chance else 0.0
        row |= {"orders": 1, "pieces": 1 + int(random.poisson(kind.pieces - 1)), "sales_amount": amount}
        row |= {"refunds": int(refund > 0), "refund_amount": refund, "net_amount": round(amount - refund, 2)}
    if on_web:
        medium = random.choice(4, p=[kind.paid, kind.social, kind.email, 1 - kind.paid - kind.social - kind.email])
        row |= {"sessions": 1, "mobile_sessions": int(random.random() < mobile), "paid_sessions": int(medium == 0)}
        row |= {"social_sessions": int(medium == 1), "email_sessions": int(medium == 2)}
        row |= {
            "search_sessions": int(random.random() < kind.search),
            "cart_sessions": int(bought or random.random() < kind.cart),
        }
        row |= {
            "purchase_sessions": int(bought),
            "page_views": 1 + int(random.poisson(kind.pages - 1)),
            "duration_s": 120,
        }
    return row


COUNTS = tuple(c.name for c in TABLES["core.customer_day"].columns if c.name not in ("identity_key", "business_day"))


def blank(key: str, day: int) -> dict[str, object]:
    """A row of core.customer_day on which nothing happened."""
    return {"identity_key": key, "business_day": FIRST_DAY + timedelta(days=day), **dict.fromkeys(COUNTS, 0)}


def answer(nps: int, satisfaction: float) -> dict[str, object]:
    return {
        "responses": 1, "nps_answers": 1, "nps_sum": nps, "promoters": int(nps >= 9), "detractors": int(nps <= 6),
        "satisfaction_answers": 1, "satisfaction_sum": satisfaction,
    }  # fmt: skip


def fill(warehouse: Warehouse, days: pd.DataFrame) -> None:
    """Write rows of customer_day, and the orders, lines, sessions, responses and identities that go with them."""
    con = warehouse.con
    con.register("shop_days", days)
    con.execute("insert into core.customer_day by name select * from shop_days")
    con.execute("insert into core.identities select distinct identity_key, 'customer', identity_key from shop_days")
    con.execute(
        "insert into core.orders by name select 's' as source, identity_key || business_day as order_id, business_day, identity_key, "
        "'sale' as order_type, sales_amount, refund_amount, net_amount from shop_days where orders > 0"
    )
    con.execute(
        "insert into core.order_lines by name select 's' as source, identity_key || business_day as order_id, 1 as line, business_day, "
        "identity_key, 'sale' as line_type, net_amount as amount from shop_days where orders > 0"
    )
    con.execute(
        "insert into core.sessions by name select 's' as source, identity_key || business_day as session_id, business_day, identity_key, "
        "purchase_sessions as purchases from shop_days where sessions > 0"
    )
    con.execute(
        "insert into core.responses by name select 's' as source, 'q' as survey_id, identity_key || business_day as response_id, business_day, "
        "identity_key, nps_sum as nps, satisfaction_sum as satisfaction from shop_days where nps_answers > 0"
    )
    con.unregister("shop_days")
