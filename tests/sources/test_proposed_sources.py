"""What `sources check` proposes works as it is pasted: names, paths, time zone, currency, dates, and a skeleton where it knows too little."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from persona_pipeline.settings import Settings, ShopSettings, Source
from persona_pipeline.sources import FileCheck, check_files
from persona_pipeline.sources.roles import guess
from tests.sources.conftest import source_of
from tests.sources.test_proposals import counts

HEADER = "order_id,ordered_at,amount,currency,customer_id\n"


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def orders(path: Path, currency: str = "EUR") -> Path:
    return written(path, f"{HEADER}1,2026-03-01,5,{currency},a\n2,2026-03-02,6,{currency},b\n")


def pasted(check: FileCheck) -> dict[str, Any]:
    (found,) = yaml.safe_load(check.yaml)
    return dict(found)


def test_rates_of_the_shop_are_used(tmp_path: Path) -> None:
    written(tmp_path / "rates.csv", "date,currency,rate\n2026-03-02,USD,0.9\n")
    settings = Settings(shop=ShopSettings(rates="rates.csv"), sources=(source_of(path="inbox/*.csv"),))
    (check,) = check_files([orders(tmp_path / "inbox" / "a.csv", "USD")], settings, workspace=tmp_path)
    assert (check.rows_accepted, check.refused) == (1, {"no_rate": 1})
    assert any("has no rate for some of these days" in finding for finding in check.findings)
    (other,) = check_files([orders(tmp_path / "inbox" / "b.csv", "GBP")], settings, workspace=tmp_path)
    assert any("the table of `shop.rates` does not have" in finding for finding in other.findings)
    proposed = check_files([orders(tmp_path / "new" / "c.csv", "USD")], settings, workspace=tmp_path)[0]
    assert proposed.rows_accepted == 1


def test_the_currency_of_a_file_is_its_own(tmp_path: Path) -> None:
    paths = [orders(tmp_path / name / "orders.csv", money) for name, money in (("uk", "GBP"), ("nl", "EUR"))]
    british, dutch = check_files(paths)
    assert (british.rows_accepted, british.currency) == (2, "GBP (unless persona.yaml says another)")
    assert (dutch.rows_accepted, dutch.currency) == (2, "EUR (unless persona.yaml says another)")


def test_paths_begin_at_the_workspace(tmp_path: Path, monkeypatch: Any) -> None:
    shop = tmp_path / "my-shop"
    orders(shop / "own" / "shopify" / "a.csv")
    monkeypatch.chdir(shop)
    (inside,) = check_files([Path("own/shopify/a.csv")], workspace=shop)
    assert pasted(inside)["path"] == "own/shopify/*.csv"
    monkeypatch.chdir(tmp_path)
    (inside,) = check_files([Path("my-shop/own/shopify/a.csv")], workspace=Path("my-shop"))
    assert pasted(inside)["path"] == "own/shopify/*.csv"
    outside = orders(tmp_path / "elsewhere" / "sales.csv")
    (check,) = check_files([outside], workspace=shop)
    assert pasted(check)["path"] == "inbox/sales/*.csv"
    assert f"these files lie outside the workspace: put them into {shop}/inbox/sales/" in check.findings
    (shop / "inbox" / "sales").mkdir(parents=True)
    moved = outside.rename(shop / "inbox" / "sales" / "sales.csv")
    again = check_files([moved], Settings(sources=(Source(**pasted(check)),)), workspace=shop)
    assert [each.source for each in again] == ["sales"]


def test_names_are_not_given_twice(tmp_path: Path) -> None:
    paths = [orders(tmp_path / name / "orders.csv") for name in ("shopify", "woo", "export", "inbox")]
    settings = Settings(sources=(source_of(name="orders", path="inbox/web/*", identity_space="b"),))
    found = [pasted(each)["name"] for each in check_files(paths, settings, workspace=tmp_path)]
    assert found == ["shopify_orders", "woo_orders", "orders_2", "orders_3"]
    assert [pasted(each)["name"] for each in check_files(paths[:2])] == ["orders", "woo_orders"]


def test_sources_that_share_customer_numbers_are_told_once(tmp_path: Path) -> None:
    paths = [orders(tmp_path / name / f"{name}.csv") for name in ("shopify", "woo")]
    said = [finding for each in check_files(paths) for finding in each.findings if "identity_space" in finding]
    assert len(said) == 1
    assert said[0].startswith("sources shopify, woo share customer numbers")
    beside = check_files(paths[:1], Settings(sources=(source_of(name="till", path="inbox/till/*"),)))[0]
    assert any(finding.startswith("sources till, shopify share") for finding in beside.findings)
    apart = Settings(sources=(source_of(name="till", path="inbox/till/*", identity_space="till"),))
    assert not any("identity_space" in finding for finding in check_files(paths[:1], apart)[0].findings)


def test_the_zone_that_is_proposed_is_the_zone_that_is_reported(tmp_path: Path) -> None:
    header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
    path = written(tmp_path / "retail.csv", f"{header}1,A,Mug,2,2011-07-01 00:30:00,2.50,17,UK\n")
    settings = Settings(shop=ShopSettings(timezone="UTC", currency="GBP"))
    (check,) = check_files([path], settings)
    assert pasted(check)["timezone"] == "Europe/London"
    assert check.timezone == "Europe/London (this source's)"
    assert str(check.first_day) == "2011-06-30"


def test_a_list_that_is_named_by_its_day_gets_that_day(tmp_path: Path) -> None:
    rows = "ID;Year_Birth;Education;Income\n5524;1957;Master;58138\n"
    for day in ("2026-03-28", "2026-03-29"):
        written(tmp_path / f"crm-{day}.csv", rows)
    (check,) = check_files(sorted(tmp_path.iterdir()))
    assert pasted(check)["date_in_name"] == "crm-%Y-%m-%d"
    assert "constants" not in pasted(check)
    assert (str(check.first_day), str(check.last_day)) == ("2026-03-28", "2026-03-29")
    assert any("make sure that it is that day" in finding for finding in check.findings)


def test_a_file_of_no_usable_row_is_probably_of_no_such_kind(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", "order_id,ordered_at,amount\n1,soon,?\n2,later,?\n")
    (check,) = check_files([path])
    assert any("probably no source of kind orders" in finding for finding in check.findings)
    abroad = check_files([orders(tmp_path / "a" / "y.csv", "USD")], Settings())[0]
    assert abroad.rows_accepted == 0
    assert not any("probably no source" in finding for finding in abroad.findings)


def test_foreign_headers_get_a_skeleton(tmp_path: Path) -> None:
    header = "Bestelnummer;Besteldatum;Klantnummer;Aantal;Stuksprijs"
    path = written(tmp_path / "verkoop.csv", f"{header}\n1;2026-03-01;17;2;4,50\n")
    (check,) = check_files([path], workspace=tmp_path)
    assert check.kind == "unknown"
    assert check.headers == tuple(header.split(";"))
    assert check.nearest[0].startswith("orders: no column order_id")
    (lines,) = yaml.safe_load(check.skeleton.replace("?", "x"))
    assert (lines["name"], lines["kind"], lines["path"]) == ("verkoop", "orders", "*.csv")
    assert list(lines["columns"]) == ["order_id", "ordered_at", "unit_price", "quantity", "customer_id"]
    names = dict(
        zip(("order_id", "ordered_at", "customer_id", "quantity", "unit_price"), header.split(";"), strict=True)
    )
    filled = Source(**{**lines, "columns": names, "decimal": ","})
    assert check_files([path], Settings(sources=(filled,)), workspace=tmp_path)[0].rows_accepted == 1
    assert "`amount` in its place" in check.skeleton
    (web,) = check_files([path], kinds=("web",))
    assert "kind: web" in web.skeleton


def test_a_kind_that_a_person_names_is_believed(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", "date,colour\n2026-03-01,red\n")
    assert check_files([path])[0].kind == "unknown"
    assert check_files([path], kinds=("survey",))[0].kind == "survey"


def test_what_no_kind_can_read_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04" + bytes(200))
    written(tmp_path / "b.csv", "")
    for check in check_files([tmp_path / "a.xlsx", tmp_path / "b.csv", tmp_path / "absent.csv"]):
        assert (check.kind, check.nearest, check.skeleton) == ("unknown", (), "")
        assert "Mend:" in (check.error or "")


def test_a_recommendation_above_ten_is_said() -> None:
    found = guess("How likely are you to recommend us?", counts("0", "9", "11"))
    assert (found.role, found.reason) == (
        "other",
        "asks about recommending, but holds 11: nps has whole numbers from 0 to 10",
    )
