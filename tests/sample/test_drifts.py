"""Every drift that can be planted shows in the data, from its night on and not before."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from persona_pipeline.sample import Drift, ShopOptions, generate

from .reading import Shop, contents

pytestmark = pytest.mark.slow

START = 8
DAY = date(2026, 3, 9)


def options(*drifts: Drift) -> ShopOptions:
    """Seven nights before and seven after; few people who do much, so that figures stand firm."""
    return ShopOptions(
        customers=500,
        nights=14,
        history_days=0,
        drifts=drifts,
        dirt=False,
        orders_per_customer=110,
        sessions_per_customer=220,
        responses_per_customer=30,
    )


def planted(out: Path, *drifts: Drift) -> Shop:
    generate(out, options(*drifts))
    return Shop(out)


def shares(shop: Shop, part: str) -> dict[str, float]:
    """Share of each persona among the customers who ordered, before or after the drift."""
    rows = shop.rows(
        f"""
        with active as (
            select distinct o.customer_id, c.persona from orders o
            join customers c on c.customer_id = o.customer_id and o.ordered_at::date between c.first_day and c.last_day
            where status = 'completed' and (o.ordered_at::date >= '{DAY}') = ('{part}' = 'after'))
        select persona, count(*) / sum(count(*)) over () from active group by persona"""
    )
    return dict(rows)


def figure(shop: Shop, sql: str, part: str) -> float:
    return float(shop.one(sql.format(side=f"day >= '{DAY}'" if part == "after" else f"day < '{DAY}'")))


CONVERSION = """select count(distinct session_id) filter (where event_name = 'purchase') / count(distinct session_id)
    from (select *, event_at::timestamp::date as day from events) where {side}"""
NPS = "select avg(nps::integer) from (select *, submitted_at::timestamp::date as day from responses) where {side} and nps is not null"
MOBILE = "select avg((device = 'mobile')::integer) from (select e.*, event_at::timestamp::date as day from events e join customers c using (visitor_id) where c.persona = 'regular' and c.first_day <= e.event_at::timestamp::date and c.last_day >= e.event_at::timestamp::date) where {side}"


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return planted(tmp_path_factory.mktemp("calm"))


@pytest.mark.parametrize(
    ("drift", "persona", "points"),
    [
        (Drift("persona_grows", "occasion", START, 0.2), "occasion", 0.2),
        (Drift("persona_shrinks", "bargain", START, 0.2), "bargain", -0.2),
        (Drift("persona_appears", start_night=START, size=0.15), "newcomer", 0.15),
    ],
)
def test_shares_move(tmp_path: Path, calm: Shop, drift: Drift, persona: str, points: float) -> None:
    shop = planted(tmp_path, drift)
    before, after = shares(shop, "before"), shares(shop, "after")
    assert before == shares(calm, "before")
    assert after[persona] - before.get(persona, 0) == pytest.approx(points, abs=0.05)
    assert abs(shares(calm, "after").get(persona, 0) - before.get(persona, 0)) < 0.02


def test_before_a_drift_every_file_is_that_of_the_calm_shop(tmp_path: Path, calm: Shop) -> None:
    planted(tmp_path, Drift("persona_grows", "occasion", START, 0.2), Drift("nps_falls", start_night=START, size=2))
    before, after = contents(calm.out), contents(tmp_path)
    nights = [name for name in before if name.startswith("nights")]
    assert all((before[name] == after[name]) == (name.split("/")[1] < str(DAY)) for name in nights)


def test_conversion_falls(tmp_path: Path, calm: Shop) -> None:
    shop = planted(tmp_path, Drift("conversion_falls", start_night=START, size=0.3))
    fall = figure(shop, CONVERSION, "after") / figure(shop, CONVERSION, "before")
    assert fall == pytest.approx(0.7, abs=0.06)
    assert figure(calm, CONVERSION, "after") / figure(calm, CONVERSION, "before") == pytest.approx(1, abs=0.06)


def test_nps_falls(tmp_path: Path, calm: Shop) -> None:
    shop = planted(tmp_path, Drift("nps_falls", start_night=START, size=2.5))
    before, settled = (
        "before",
        NPS.format(side=f"day >= '{DAY}'::date + 4"),
    )  # answers come up to six days after the order
    assert figure(shop, NPS, before) - float(shop.one(settled)) > 1.2
    assert abs(figure(calm, NPS, before) - float(calm.one(settled))) < 0.4


def test_behaviour_changes_in_one_persona_only(tmp_path: Path, calm: Shop) -> None:
    shop = planted(tmp_path, Drift("behaviour_changes", "regular", START, 0.8))
    assert figure(shop, MOBILE, "after") - figure(shop, MOBILE, "before") > 0.25
    assert abs(figure(calm, MOBILE, "after") - figure(calm, MOBILE, "before")) < 0.05
    others = MOBILE.replace("'regular'", "'occasion'")
    assert figure(shop, others, "after") == figure(calm, others, "after")


def test_a_persona_splits(tmp_path: Path, calm: Shop) -> None:
    shop = planted(tmp_path, Drift("persona_splits", "bargain", START, 0.5))
    parts = dict(
        shop.rows(
            f"select behaviour, count(*) from customers where persona = 'bargain' and first_day >= '{DAY}' group by all"
        )
    )
    assert parts["bargain/split"] / sum(parts.values()) == pytest.approx(0.5, abs=0.08)
    value = dict(
        shop.rows(
            """select behaviour, avg(unit_price::double) from orders o
            join customers c on c.customer_id = o.customer_id and o.ordered_at::date between c.first_day and c.last_day
            where status = 'completed' and persona = 'bargain' group by all"""
        )
    )
    assert value["bargain/split"] > 2 * value["bargain"]


def test_a_source_is_late(tmp_path: Path, calm: Shop) -> None:
    planted(tmp_path, Drift("source_late", start_night=START, size=2, source="web"))
    before, after = contents(calm.out), contents(tmp_path)
    assert not list(tmp_path.glob(f"nights/{DAY}/web/*"))
    assert not list(tmp_path.glob("nights/2026-03-10/web/*"))
    together = sorted(path.name for path in tmp_path.glob("nights/2026-03-11/web/*"))
    assert together == ["web-2026-03-09.jsonl", "web-2026-03-10.jsonl", "web-2026-03-11.jsonl"]
    assert after["nights/2026-03-11/web/web-2026-03-09.jsonl"] == before["nights/2026-03-09/web/web-2026-03-09.jsonl"]


def test_a_source_doubles(tmp_path: Path, calm: Shop) -> None:
    shop = planted(tmp_path, Drift("source_doubles", start_night=START, size=2, source="orders"))
    extra = set(contents(tmp_path)) - set(contents(calm.out))
    assert sorted(extra) == [
        "nights/2026-03-09/orders/orders-2026-03-09-again.csv",
        "nights/2026-03-10/orders/orders-2026-03-10-again.csv",
    ]
    per_night = dict(
        shop.rows("select regexp_extract(file, 'nights/([^/]*)', 1) as night, count(*) from orders group by night")
    )
    assert per_night["2026-03-09"] > 1.6 * per_night["2026-03-08"]
    assert sorted(row[0] for row in shop.rows("select file from dirt where code = 'file_again'")) == sorted(extra)


@pytest.mark.parametrize(
    ("source", "ending", "old", "new"),
    [
        ("orders", "csv", "unit_price", "price_each"),
        ("web", "jsonl", "event_name", "action"),
        ("survey", "csv", "response_id", "answer_ref"),
    ],
)
def test_a_source_breaks(tmp_path: Path, source: str, ending: str, old: str, new: str) -> None:
    generate(
        tmp_path,
        ShopOptions(
            customers=200,
            nights=4,
            history_days=0,
            orders_per_customer=150,
            sessions_per_customer=400,
            responses_per_customer=50,
            drifts=(Drift("source_breaks", start_night=2, size=1, source=source),),
        ),
    )  # type: ignore[arg-type]
    heads = [
        path.read_text(encoding="utf-8").splitlines()[0]
        for path in sorted(tmp_path.glob(f"nights/*/{source}/*.{ending}"))
        if "resent" not in path.name
    ]
    assert [new in head for head in heads] == [False, True, False, False]
    assert [old in head for head in heads] == [True, False, True, True]


def test_drifts_are_written_down(tmp_path: Path) -> None:
    generate(
        tmp_path,
        ShopOptions(customers=50, nights=9, history_days=0, drifts=(Drift("persona_grows", "occasion", START, 0.2),)),
    )
    assert Shop(tmp_path).rows("select * from drifts") == [("persona_grows", "occasion", "orders", START, DAY, 0.2)]
