"""A warehouse with the told figures of two personas, filled by hand: everything that a card is made from, small enough to read."""

import math
from dataclasses import dataclass
from datetime import date, timedelta

from persona_pipeline.warehouse import Warehouse

AS_OF = date(2026, 3, 1)
FIRST_DAY = AS_OF - timedelta(days=59)
PEOPLE = {"P01": 100, "P02": 200}


@dataclass(frozen=True)
class Group:
    """People of whom a figure is known: how many, their mean and standard deviation."""

    n: int
    mean: float
    sd: float

    def __add__(self, other: "Group") -> "Group":
        n = self.n + other.n
        mean = (self.n * self.mean + other.n * other.mean) / n
        squares = sum((g.n - 1) * g.sd**2 + g.n * g.mean**2 for g in (self, other))
        return Group(n, mean, math.sqrt((squares - n * mean**2) / (n - 1)))

    @property
    def half(self) -> float:
        """Half of the 95 % interval, as personas/profile_figures.sql gives it."""
        freedom = self.n - 1
        return (1.959964 + 2.372271 / freedom + 2.8225 / freedom**2) * self.sd / math.sqrt(self.n)


def add_figure(warehouse: Warehouse, name: str, source: str, unit: str, *, one: Group, two: Group) -> None:
    """A figure of both personas and of all."""
    for persona, group in (("P01", one), ("P02", two), ("all", one + two)):
        row = [
            AS_OF,
            persona,
            name,
            source,
            unit,
            group.mean,
            group.mean - group.half,
            group.mean + group.half,
            group.n,
        ]
        warehouse.con.execute("insert into marts.persona_profiles values (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def add_size(warehouse: Warehouse, revenue: float) -> None:
    """How many the members are, and what part of the revenue P01 brings."""
    everyone = sum(PEOPLE.values())
    for persona, people in (*PEOPLE.items(), ("all", everyone)):
        share = people / everyone
        half = 1.96 * math.sqrt(share * (1 - share) / everyone)
        worth = {"P01": revenue, "P02": 1 - revenue}.get(persona, 1.0)
        rows = [
            ("members", "all", "customers", people, None, None, people),
            ("share", "all", "share", share, share - half, share + half, everyone),
            ("revenue_share", "orders", "share", worth, None, None, people),
        ]
        for row in rows:
            warehouse.con.execute(
                "insert into marts.persona_profiles values (?, ?, ?, ?, ?, ?, ?, ?, ?)", [AS_OF, persona, *row]
            )


def add_answers(
    warehouse: Warehouse,
    question: str,
    role: str,
    answers: dict[str, tuple[int, int]],
    asked: tuple[int, int] = (80, 160),
    *,
    last_day: date = AS_OF,
    phase: str | None = None,
) -> None:
    """How many of each persona gave each answer, out of ``asked``; no weights."""
    for answer, (one, two) in answers.items():
        for persona, hits, n in (("P01", one, asked[0]), ("P02", two, asked[1]), ("all", one + two, sum(asked))):
            value = hits / n
            half = 1.96 * math.sqrt(max(value * (1 - value), 0.02) / n)
            told = [value, max(value - half, 0.0), min(value + half, 1.0)] if hits >= 10 else [None] * 3
            warehouse.con.execute(
                "insert into marts.survey_estimates by name select ? as as_of, ? as persona_id, 'survey' as source, 's' as survey_id,"
                " ? as question_id, ? as role, ? as phase, ? as answer, 'share' as unit, ? as n, ? as hits, ? as value, ? as low,"
                " ? as high, ? as first_day, ? as last_day",
                [AS_OF, persona, question, role, phase, answer, n, hits, *told, FIRST_DAY, last_day],
            )


def weigh_answers(warehouse: Warehouse, *, by: float = 0.1) -> None:
    """All shares of answers weighed: each a bit higher than the plain one, and everybody else as their own answers weigh."""
    warehouse.query(
        "update marts.survey_estimates set weighted_value = value + $by, weighted_low = low + $by, weighted_high = high + $by,"
        " effective_n = n * 0.8 where unit = 'share'",
        {"by": by},
    )
    warehouse.query(
        "insert into marts.survey_others by name select a.as_of, p.persona_id, a.source, a.survey_id, a.question_id, a.answer, a.n - p.n as n,"
        " a.hits - p.hits as hits, (a.hits - p.hits) / (a.n - p.n) as value, (a.hits - p.hits) / (a.n - p.n) + $by as weighted_value,"
        " (a.n - p.n) * 0.8 as effective_n from marts.survey_estimates as a inner join marts.survey_estimates as p"
        " on p.question_id = a.question_id and p.answer = a.answer and p.persona_id <> 'all' where a.persona_id = 'all' and a.unit = 'share'",
        {"by": by},
    )


def add_rating(warehouse: Warehouse, touchpoint: str, one: Group, two: Group) -> None:
    """How a touchpoint is rated, 1 to 5."""
    for persona, group in (("P01", one), ("P02", two), ("all", one + two)):
        warehouse.con.execute(
            "insert into marts.survey_estimates by name select ? as as_of, ? as persona_id, 'survey' as source, 's' as survey_id,"
            " ? as question_id, 'satisfaction' as role, ? as touchpoint, '' as answer, 'points' as unit, ? as n, ? as hits, ? as value,"
            " ? as low, ? as high, ? as first_day, ? as last_day",
            [AS_OF, persona, f"rates_{touchpoint}", touchpoint, group.n, group.n, group.mean, group.mean - group.half, group.mean + group.half, FIRST_DAY, AS_OF],
        )  # fmt: skip


def fill(warehouse: Warehouse, *, survey: bool = True) -> None:
    """P01 are young bargain hunters on the phone, P02 older people who spend more at a desk."""
    with warehouse.transaction():
        _people(warehouse)
        add_size(warehouse, 0.2)
        add_figure(warehouse, "mobile_share", "web", "share", one=Group(90, 0.8, 0.25), two=Group(150, 0.3, 0.3))
        add_figure(warehouse, "order_value", "orders", "currency", one=Group(100, 31.5, 14), two=Group(180, 68, 40))
        add_figure(warehouse, "frequency", "orders", "orders", one=Group(100, 2.1, 1.4), two=Group(180, 2.2, 1.5))
        add_figure(warehouse, "refund_share", "orders", "share", one=Group(100, 0.18, 0.2), two=Group(180, 0.05, 0.12))
        if survey:
            add_answers(warehouse, "need", "need", {"low price": (60, 30), "good quality": (16, 100)})
            add_answers(warehouse, "goal", "goal", {"save money": (50, 20), "save time": (20, 40)})
            add_answers(warehouse, "pain", "pain", {"too expensive": (40, 15), "size did not fit": (25, 50)})
            add_answers(warehouse, "decision", "decision_factor", {"price": (55, 30), "reviews": (24, 48)})
            add_answers(warehouse, "media", "channel", {"instagram": (56, 16), "newsletter": (12, 90)})
            add_rating(warehouse, "delivery", Group(80, 3.1, 0.9), Group(160, 4.2, 0.7))


def _people(warehouse: Warehouse) -> None:
    run = warehouse.query
    run(
        "insert into marts.personas (version, persona_id, name) values (1, 'P01', 'Mobile bargain hunters'), (1, 'P02', 'Big-order desktop shoppers')"
    )
    who = "case when i % 3 = 0 then 'P01' else 'P02' end"
    run(
        f"insert into marts.persona_members select $d::date, md5(i::varchar), {who}, 1, 0.5 + (i % 50) / 100.0, 0.6, 0.9 from range(300) t(i)",
        {"d": AS_OF},
    )
    run(
        "insert into core.sessions by name select 'web' as source, md5('s' || i) as session_id, $d::date - (i % 40)::integer as business_day,"
        " md5(i::varchar) as identity_key, case when i % 15 = 0 or i % 3 > 0 and i % 5 > 0 then 'google' else 'instagram' end as traffic_source,"
        " case when i % 15 = 0 or i % 3 > 0 and i % 5 > 0 then 'organic' else 'paid_social' end as traffic_medium from range(240) t(i)",
        {"d": AS_OF},
    )
    run(
        "insert into core.order_lines by name select 'shop' as source, i::varchar as order_id, 1 as line, $d::date - (i % 40)::integer as business_day,"
        " md5(i::varchar) as identity_key, 'sale' as line_type, case when (i % 3 = 0 and i % 5 > 0) or (i % 3 > 0 and i % 7 = 0) then 'accessories' else 'electronics' end as category"
        " from range(280) t(i)",
        {"d": AS_OF},
    )
    run(
        "insert into core.customer_attributes by name select 'crm' as source, md5(i::varchar) as identity_key, $d::date - 300 as valid_from,"
        " case when (i % 3 = 0 and i % 5 > 0) or (i % 3 > 0 and i % 7 = 0) then 2001 else 1972 end as birth_year, case when i % 4 = 0 then 'couple' else 'single' end as household"
        " from range(290) t(i)",
        {"d": AS_OF},
    )
    run(
        "insert into marts.daily_figures by name select $d::date - i::integer as business_day, 5 as orders, 0 as guest_orders, 0 as refund_orders,"
        " 0 as sales_amount, 0 as refund_amount, 0 as net_amount, 5 as customers, 6 as sessions, 0 as purchase_sessions, 2 as responses,"
        " 0 as promoters, 0 as detractors, 0 as nps_answers from range(60) t(i)",
        {"d": AS_OF},
    )
