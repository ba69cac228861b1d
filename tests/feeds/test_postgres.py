"""A real PostgreSQL as a source of orders: moments, amounts and long texts come through to raw exactly as they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from persona_pipeline.context import Context
from persona_pipeline.feeds import FeedError, Puller, pull
from persona_pipeline.ingest import take_in
from persona_pipeline.warehouse import Warehouse

from .conftest import AS_OF, MakePuller
from .postgres import running

pq = pytest.importorskip("pyarrow.parquet")
psycopg = pytest.importorskip("psycopg", reason="needs the extra sql")
pytestmark = pytest.mark.integration
TABLE = """
create schema shop;
create table shop.orders (
    order_id bigint, ordered_at timestamptz, updated_at timestamptz, local_at timestamp, customer_id text,
    product_id uuid, quantity numeric(10, 3), unit_price numeric, details jsonb, "Mixed Case" boolean
);
insert into shop.orders
select
    n, timestamptz '2026-03-01 23:30:00.123456+01' + n * interval '1 hour',
    timestamptz '2026-03-01 23:30:00.123456+01' + n * interval '1 hour',
    timestamp '2026-03-29 02:30:00', 'c' || n, '00000000-0000-0000-0000-000000000001',
    1.125, 19.90 + n, '{"a": [1, 2.50]}', n % 2 = 0
from generate_series(1, 48) as n;
"""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running() as url:
        with psycopg.connect(url) as con:
            con.execute(TABLE)
        yield url


@pytest.fixture
def shop(server: str, puller: MakePuller, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("SHOP_DB_URL", server)
    monkeypatch.setattr("persona_pipeline.feeds.database.PIECE_ROWS", 10)

    def make(**more: Any) -> Puller:
        return puller("orders", type="sql", url_variable="SHOP_DB_URL", **{"cursor_column": "updated_at", **more})

    return make


def test_values_are_exact(shop: Any) -> None:
    source = shop(table="shop.orders")
    assert pull(source, AS_OF)[0].records == 48
    (path,) = source.folder.glob("*.parquet")
    row = pq.read_table(path).to_pylist()[0]
    assert row["ordered_at"] == datetime.fromisoformat("2026-03-02T00:30:00.123456+01:00")
    assert row["local_at"] == datetime(2026, 3, 29, 2, 30), "a wall clock stays one, whatever the session's zone"
    assert (row["quantity"], row["unit_price"]) == (Decimal("1.125"), Decimal("20.90"))
    assert row["product_id"] == "00000000-0000-0000-0000-000000000001"
    assert row["details"] == '{"a": [1, 2.5]}'
    assert row["Mixed Case"] is False


def test_a_window_ends_with_the_business_day(shop: Any) -> None:
    source = shop(table="shop.orders", look_back_days=1)
    assert pull(source, date(2026, 3, 2))[0].records == 24, "up to midnight in Amsterdam, not in New York or Greenwich"
    assert pull(source, date(2026, 3, 3))[0].records == 48


def test_orders_arrive_in_raw(shop: Any, warehouse: Warehouse) -> None:
    source = shop(table="shop.orders")
    report = take_in(Context(source.workspace, source.settings, warehouse, AS_OF), "orders")
    assert not report.stopped_by
    rows = warehouse.query("select ordered_at, quantity, unit_price from raw.orders order by order_id::int limit 1")
    assert rows == [(datetime(2026, 3, 1, 23, 30, 0, 123456), Decimal("1.125"), Decimal("20.9"))]


def test_a_query_with_casts_and_signs(shop: Any, tmp_path: Any) -> None:
    text = "select order_id::text as id, 'a:b%' as mark, updated_at from shop.orders where customer_id like 'c%'"
    (tmp_path / "q.sql").write_text(text)
    source = shop(query="q.sql")
    assert pull(source, AS_OF)[0].records == 48
    (path,) = source.folder.glob("*.parquet")
    assert pq.read_table(path).to_pylist()[0]["mark"] == "a:b%"


@pytest.mark.parametrize(
    "text",
    [
        "with gone as (delete from shop.orders returning *) select * from gone",
        "select *, now() as t into shop.copy from shop.orders",
        "select nextval('shop.numbers') as order_id, now() as updated_at",
    ],
)
def test_a_select_that_writes_is_refused_by_the_server(shop: Any, server: str, tmp_path: Any, text: str) -> None:
    with psycopg.connect(server) as con:
        con.execute("create sequence if not exists shop.numbers")
    (tmp_path / "q.sql").write_text(text)
    with pytest.raises(FeedError, match="could not be read"):
        pull(shop(query="q.sql", cursor_column=None), AS_OF)
    with psycopg.connect(server) as con:
        assert con.execute("select count(*) from shop.orders").fetchone() == (48,)


def test_a_table_that_is_not_there(shop: Any) -> None:
    with pytest.raises(FeedError, match=r'relation "shop.ordres" does not exist'):
        pull(shop(table="shop.ordres"), AS_OF)
