"""The feature row of a person: golden tables small enough to check by hand, the refund policies, the edges of the window."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from persona_pipeline.context import Context
from persona_pipeline.contracts import TABLES
from persona_pipeline.drift import measure_of
from persona_pipeline.features import FEATURES, freeze_day, refresh_features
from persona_pipeline.settings import PersonaSettings, RfmSettings, Settings

from .shop import FIRST_DAY, answer, blank, fill

Night = Callable[[date], Context]
DAY_10 = date(2026, 1, 11)


def order(amount: float, *, pieces: int = 1, orders: int = 1) -> dict[str, object]:
    return {"orders": orders, "pieces": pieces, "sales_amount": amount, "net_amount": amount}


def visit(**shares: int) -> dict[str, object]:
    return {"sessions": 1, "page_views": 4, **shares}


def set_up(ctx: Context, *rows: dict[str, object]) -> None:
    fill(ctx.warehouse, pd.DataFrame(rows))


def read(ctx: Context, *columns: str) -> list[tuple[object, ...]]:
    names = ", ".join(("customer_key", *columns))
    return ctx.warehouse.query(
        f"select {names} from marts.customer_features where as_of = $d order by 1", {"d": ctx.as_of}
    )


def with_rfm(ctx: Context, **changes: object) -> Context:
    settings = Settings(rfm=RfmSettings.model_validate(changes), personas=ctx.settings.personas)
    return replace(ctx, settings=settings)


def test_golden_table(context: Night) -> None:
    ctx = context(DAY_10)
    set_up(
        ctx,
        blank("anna", 2) | order(30, pieces=3) | visit(mobile_sessions=1, purchase_sessions=1),
        blank("anna", 6) | order(50, pieces=1),
        blank("anna", 8) | {"refunds": 1, "refund_amount": 20, "net_amount": -20} | visit(),
        blank("bert", 4) | visit(email_sessions=1) | {"sessions": 2, "page_views": 9},
        blank("carl", 5) | answer(9, 4.5),
    )
    refresh_features(ctx)
    assert read(ctx, "in_orders", "in_web", "in_survey") == [
        ("anna", True, True, False),
        ("bert", False, True, False),
        ("carl", False, False, True),
    ]
    assert read(
        ctx, "recency_days", "tenure_days", "frequency", "monetary", "order_value", "pieces_per_order", "refund_share"
    ) == [
        ("anna", 4, 8, 2, Decimal("60.00"), 40.0, 2.0, 0.25),
        ("bert", None, None, None, None, None, None, None),
        ("carl", None, None, None, None, None, None, None),
    ]
    assert read(
        ctx, "web_tenure_days", "active_sessions", "pages_per_session", "mobile_share", "email_share", "purchase_share"
    ) == [
        ("anna", 8, 2, 4.0, 0.5, 0.0, 0.5),
        ("bert", 6, 2, 4.5, 0.0, 0.5, 0.0),
        ("carl", None, None, None, None, None, None),
    ]
    assert read(ctx, "nps", "satisfaction") == [("anna", None, None), ("bert", None, None), ("carl", 9.0, 4.5)]


def test_identifiers_of_one_person_are_added_and_unlisted_ones_stand_alone(context: Night) -> None:
    ctx = context(DAY_10)
    set_up(ctx, blank("account", 1) | order(10), blank("cookie", 3) | visit(), blank("stray", 4) | visit())
    ctx.warehouse.con.execute("update core.identities set customer_key = 'account' where identity_key = 'cookie'")
    ctx.warehouse.con.execute("delete from core.identities where identity_key = 'stray'")
    refresh_features(ctx)
    assert read(ctx, "frequency", "active_sessions") == [("account", 1, 1), ("stray", None, 1)]


def test_the_window_ends_with_the_night_and_holds_so_many_days(context: Night) -> None:
    ctx = with_rfm(context(DAY_10), window_days=5)
    set_up(ctx, *(blank(f"day_{day:02d}", day) | order(10) for day in range(4, 13)))
    refresh_features(ctx)
    assert [row[0] for row in read(ctx)] == ["day_06", "day_07", "day_08", "day_09", "day_10"]


@pytest.mark.parametrize(("policy", "monetary"), [("subtract", Decimal("-15.00")), ("ignore", Decimal("10.00"))])
def test_refunds_lower_money_only_where_they_should(context: Night, policy: str, monetary: Decimal) -> None:
    ctx = with_rfm(context(DAY_10), refunds=policy)
    set_up(ctx, blank("anna", 1) | order(10), blank("anna", 2) | {"refunds": 1, "refund_amount": 25, "net_amount": -25})
    refresh_features(ctx)
    assert read(ctx, "monetary", "refund_share") == [("anna", monetary, 1.0)]


def refund_shop(ctx: Context) -> None:
    """anna: an order refunded whole on its own lines, one refunded in part. bert: one refunded by another order. carl: later."""
    set_up(
        ctx,
        blank("anna", 1) | order(10) | {"refunds": 1, "refund_amount": 10, "net_amount": 0},
        blank("anna", 3) | order(30) | {"refunds": 1, "refund_amount": 5, "net_amount": 25},
        blank("bert", 2) | order(40),
        blank("bert", 5) | {"refunds": 1, "refund_amount": 40, "net_amount": -40},
        blank("carl", 4) | order(50),
    )
    con = ctx.warehouse.con
    con.execute("delete from core.order_lines")
    lines = [
        ("anna2026-01-02", 1, 10, 1),
        ("anna2026-01-02", 1, -10, 2),
        ("anna2026-01-04", 3, 30, 1),
        ("anna2026-01-04", 3, -5, 2),
    ]
    lines += [
        ("bert2026-01-03", 2, 40, 1),
        ("return-1", 5, -40, 1),
        ("carl2026-01-05", 4, 50, 1),
        ("carl2026-01-05", 20, -50, 2),
    ]
    for order_id, day, amount, line in lines:
        business_day = FIRST_DAY.replace(day=day + 1)
        con.execute(
            "insert into core.order_lines by name select 's' as source, ? as order_id, ? as line, ? as business_day, ? as amount",
            [order_id, line, business_day, amount],
        )
    con.execute(
        "insert into core.orders by name select 's' as source, 'return-1' as order_id, date '2026-01-06' as business_day, "
        "'bert' as identity_key, 'refund' as order_type, 'bert2026-01-03' as refund_of"
    )


def test_orders_refunded_whole_count_by_default(context: Night) -> None:
    ctx = context(DAY_10)
    refund_shop(ctx)
    refresh_features(ctx)
    assert read(ctx, "frequency", "recency_days", "monetary") == [
        ("anna", 2, 7, Decimal("25.00")),
        ("bert", 1, 8, Decimal("0.00")),
        ("carl", 1, 6, Decimal("50.00")),
    ]


def test_orders_refunded_whole_can_be_left_out(context: Night) -> None:
    ctx = with_rfm(context(DAY_10), fully_refunded_orders="leave_out")
    refund_shop(ctx)
    refresh_features(ctx)
    assert read(ctx, "in_orders", "frequency", "tenure_days", "monetary") == [
        ("anna", True, 1, 7, Decimal("25.00")),
        ("bert", False, None, None, Decimal("0.00")),
        ("carl", True, 1, 6, Decimal("50.00")),  # its refund comes after this night
    ]


def test_a_night_sees_nothing_of_later_days(context: Night) -> None:
    early, late = context(date(2026, 1, 5)), context(DAY_10)
    set_up(early, blank("anna", 1) | order(10), blank("anna", 7) | order(99), blank("bert", 8) | visit())
    refresh_features(late)
    refresh_features(early)
    assert read(early, "frequency", "monetary") == [("anna", 1, Decimal("10.00"))]
    assert len(read(late)) == 2, "another night's rows stay"


def test_running_it_again_changes_nothing(context: Night) -> None:
    ctx = context(DAY_10)
    set_up(
        ctx,
        *(blank(f"c{i % 50}", i % 10) | order(10 + i / 7) | visit() | answer(i % 11, 1 + i % 5) for i in range(500)),
    )
    refresh_features(ctx)
    before = ctx.warehouse.query("select * from marts.customer_features order by customer_key")
    refresh_features(ctx)
    assert ctx.warehouse.query("select * from marts.customer_features order by customer_key") == before


def test_before_the_first_order_there_is_nobody(context: Night) -> None:
    ctx = context(date(2025, 12, 31))
    set_up(ctx, blank("anna", 1) | order(10))
    assert refresh_features(ctx).rows == {"marts.customer_features": 0}
    assert freeze_day(ctx) is None


def test_the_freeze_day_follows_from_the_first_sale(context: Night, settings: Settings) -> None:
    wanted = Settings(personas=PersonaSettings(first_fit_after_days=5))
    night = replace(context(DAY_10), settings=wanted)
    set_up(night, blank("anna", 1) | order(10), blank("bert", 0) | visit())
    assert freeze_day(night) == date(2026, 1, 7)
    assert freeze_day(replace(night, as_of=date(2026, 1, 7))) == date(2026, 1, 7)
    assert freeze_day(replace(night, as_of=date(2026, 1, 6))) is None


def test_the_catalogue_names_every_figure_of_the_table() -> None:
    other = {"as_of", "customer_key", "in_orders", "in_web", "in_survey"}
    assert [f.name for f in FEATURES] == [
        c.name for c in TABLES["marts.customer_features"].columns if c.name not in other
    ]


def test_a_feature_has_one_source_wherever_it_is_told() -> None:
    for feature in FEATURES:
        watched = measure_of(f"feature:{feature.name}")
        assert watched is not None
        assert watched.inputs == {feature.source}, feature.name
    assert measure_of("feature:of_tomorrow") is None
