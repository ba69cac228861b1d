"""A database as a source: values arrive exactly, rows come in pieces, nothing can be written, nothing is missed in silence."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from persona_pipeline.feeds import FeedError, Puller, database, pull, reach
from persona_pipeline.feeds.rows import write

from .conftest import AS_OF, SECRET, MakePuller

pq = pytest.importorskip("pyarrow.parquet")
pytest.importorskip("sqlalchemy", reason="needs the extra sql")


@pytest.fixture
def shop_db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    path = tmp_path / "shop.db"
    monkeypatch.setenv("SHOP_DB_URL", f"sqlite:///{path}")
    con = sqlite3.connect(path)
    con.execute("create table orders (order_id integer, ordered_at text, updated_at text, amount numeric, note text)")
    rows = [(n, f"2026-03-{n:02} 10:00:00", f"2026-03-{n:02} 12:00:00", n * 1.5, None) for n in range(1, 16)]
    con.executemany("insert into orders values (?, ?, ?, ?, ?)", rows)
    con.commit()
    yield con
    con.close()


def sql(puller: MakePuller, **more: Any) -> Puller:
    return puller("orders", type="sql", url_variable="SHOP_DB_URL", **{"table": "orders", **more})


def pulled(shop: Puller) -> list[dict[str, Any]]:
    return [row for path in sorted(shop.folder.glob("*.parquet")) for row in pq.read_table(path).to_pylist()]


def test_the_cursor_bounds_what_is_read(shop_db: sqlite3.Connection, puller: MakePuller) -> None:
    shop = sql(puller, cursor_column="updated_at", look_back_days=2)
    pull(shop, AS_OF)
    assert [row["order_id"] for row in pulled(shop)] == list(range(1, 11))
    pull(shop, date(2026, 3, 12))
    assert [path.name for path in sorted(shop.folder.glob("*.parquet"))] == [
        "2026-03-01_2026-03-10.parquet",
        "2026-03-09_2026-03-12.parquet",
    ]


def test_without_a_cursor_everything_is_read_and_replaced(shop_db: sqlite3.Connection, puller: MakePuller) -> None:
    shop = sql(puller)
    pull(shop, AS_OF)
    shop_db.execute("delete from orders where order_id > 3")
    shop_db.commit()
    pull(shop, date(2026, 3, 11))
    assert [path.name for path in shop.folder.glob("*.parquet")] == ["everything.parquet"]
    assert [row["order_id"] for row in pulled(shop)] == [1, 2, 3]


def test_rows_without_a_cursor_are_not_missed_in_silence(shop_db: sqlite3.Connection, puller: MakePuller) -> None:
    shop_db.execute("insert into orders values (99, '2026-03-02', null, 1, null)")
    shop_db.commit()
    with pytest.raises(FeedError, match="rows whose updated_at is empty"):
        pull(sql(puller, cursor_column="updated_at"), AS_OF)


@pytest.mark.parametrize("url", ["sqlite:///{0}/shpo.db", "sqlite:///file:{0}/shpo.db?uri=true", "sqlite://"])
def test_a_mistyped_path_is_refused_and_makes_no_file(
    url: str, puller: MakePuller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_DB_URL", url.format(tmp_path))
    for ask in (reach, pull):
        with pytest.raises(FeedError, match=r"SHOP_DB_URL names .*: no such file"):
            ask(sql(puller), AS_OF)
    assert not list(tmp_path.rglob("shpo.db"))


def test_a_query_in_a_file(shop_db: sqlite3.Connection, puller: MakePuller, tmp_path: Path) -> None:
    text = '-- our orders; all of them\nselect order_id, amount as "Total: paid", updated_at from orders where note is null;\n'
    (tmp_path / "orders.sql").write_text(text)
    shop = sql(puller, table=None, query="orders.sql", cursor_column="updated_at")
    assert reach(shop, AS_OF) == "answers with the columns order_id, Total: paid, updated_at"
    pull(shop, AS_OF)
    assert pulled(shop)[0] == {"order_id": 1, "Total: paid": "1.5", "updated_at": "2026-03-01 12:00:00"}


@pytest.mark.parametrize(
    "text", ["delete from orders", "select 1; drop table orders", "", "with x as (select 1) delete from orders"]
)
def test_nothing_is_written(shop_db: sqlite3.Connection, puller: MakePuller, tmp_path: Path, text: str) -> None:
    (tmp_path / "orders.sql").write_text(text)
    with pytest.raises(FeedError):
        pull(sql(puller, table=None, query="orders.sql"), AS_OF)
    assert shop_db.execute("select count(*) from orders").fetchone() == (15,)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (f"oracle://u:{SECRET}@host/db", "begins with oracle://"),
        (f"nonsense {SECRET}", "holds no database address"),
        (f"postgresql://u:{SECRET}@127.0.0.1:9/db", "could not be read"),
        ("", "SHOP_DB_URL is not set"),
    ],
)
def test_an_address_that_is_wrong(puller: MakePuller, monkeypatch: pytest.MonkeyPatch, url: str, words: str) -> None:
    monkeypatch.setenv("SHOP_DB_URL", url)
    with pytest.raises(FeedError, match=words) as raised:
        pull(sql(puller), AS_OF)
    assert SECRET not in str(raised.value)


def test_a_missing_driver(puller: MakePuller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_DB_URL", "mysql://u@host/db")
    monkeypatch.setitem(sys.modules, "pymysql", None)
    with pytest.raises(FeedError, match=r"pip install 'persona-pipeline\[sql\]'"):
        pull(sql(puller), AS_OF)


def test_pieces_meet_under_a_type_that_holds_all(tmp_path: Path) -> None:
    moment = datetime(2026, 3, 1, 9, 0, 0, 123456, tzinfo=UTC)
    pieces = [
        database.Piece(("a", "b", "c", "d"), [(Decimal("1.50"), None, None, 1), (Decimal("-22.5"), None, None, 2)]),
        database.Piece(("a", "b", "c", "d"), [(Decimal("12345678901234567890.123456"), moment, None, 2**62)]),
        database.Piece(("a", "b", "c", "d"), [(None, None, None, 2**63)]),
    ]
    assert write("shop", iter(pieces), tmp_path / "x.parquet") == 4
    table = pq.read_table(tmp_path / "x.parquet")
    assert [str(type_) for type_ in table.schema.types[:3]] == ["decimal128(26, 6)", "timestamp[us, tz=UTC]", "string"]
    assert table["a"].to_pylist() == [Decimal("1.5"), Decimal("-22.5"), Decimal("12345678901234567890.123456"), None]
    assert [str(each) for each in table["d"].to_pylist()] == ["1", "2", str(2**62), str(2**63)]
    assert [path.name for path in tmp_path.iterdir()] == ["x.parquet"]


@pytest.mark.parametrize("value", [b"\x00", object(), Decimal("NaN")])
def test_a_value_without_a_place_names_its_column(tmp_path: Path, value: object) -> None:
    with pytest.raises(FeedError, match="column odd cannot be kept exactly"):
        write("shop", iter([database.Piece(("odd",), [(value,)])]), tmp_path / "x.parquet")
