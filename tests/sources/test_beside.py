"""Lists of customers and signals: where their day comes from, whom they are about, and one row for each figure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.sources.conftest import Outcome, Read

GSC = 'Populairste zoekopdrachten,Klikken,Vertoningen,CTR,Positie\nmok,12,400,"3,4%","7,1"\n'
PLAUSIBLE = {
    "visitors": "date,visitors,pageviews,bounces,visits,visit_duration\n2026-03-01,10,20,3,12,400\n",
    "pages": "date,hostname,page,visits,visitors,pageviews\n2026-03-01,x.example,/a,3,2,4\n",
    "entry_pages": "date,entry_page,visitors,entrances,visit_duration,bounces,pageviews\n2026-03-01,/a,3,2,40,1,4\n",
    "exit_pages": "date,exit_page,visitors,visit_duration,exits,bounces,pageviews\n2026-03-01,/a,3,40,2,1,4\n",
    "custom_events": "date,name,link_url,path,visitors,events\n2026-03-01,Outbound,https://a.example,,2,4\n",
    "locations": "date,country,region,city,visitors,visits,visit_duration,bounces,pageviews\n2026-03-01,NL,NL-UT,2745912,2,4,5,6,7\n",
    "devices": "date,device,visitors,visits,visit_duration,bounces,pageviews\n2026-03-01,Mobile,2,4,5,6,7\n",
    "browsers": "date,browser,browser_version,visitors,visits,visit_duration,bounces,pageviews\n2026-03-01,Firefox,12,2,4,5,6,7\n",
    "operating_systems": "date,operating_system,operating_system_version,visitors,visits,visit_duration,bounces,pageviews\n2026-03-01,iOS,19,2,4,5,6,7\n",
    "sources": "date,source,referrer,utm_source,visitors,visits,visit_duration,bounces,pageviews\n2026-03-01,,,,2,4,5,6,7\n",
}


def crm(read: Read, text: str, name: str = "crm-2026-03-01.csv", **fields: Any) -> Outcome:
    return read(text, name=name, **{"kind": "crm", "date_in_name": "crm-%Y-%m-%d", **fields})


def figures(outcome: Outcome) -> dict[str, Decimal]:
    return {row["metric"]: row["value"] for row in outcome.accepted}


def test_the_day_of_a_list_stands_in_its_name(read: Read) -> None:
    outcome = crm(read, "id;year_birth;opt_in\n7;1957;Ja\n", zone="Europe/Amsterdam")
    (row,) = outcome.accepted
    assert (row["customer_id"], row["business_day"], row["birth_year"]) == ("7", date(2026, 3, 1), 1957)


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"name": "crm.csv"}, "'crm.csv' with no such date"),
        ({"name": "crm-2026-02-30.csv"}, "with no such date"),
        ({"name": "crm-2026-03-01-crm-2026-03-02.csv"}, "with 2 dates"),
        ({"date_in_name": None}, "none of which is valid_from"),
    ],
)
def test_a_list_without_a_day_is_refused_and_never_dated_by_a_clock(
    read: Read, fields: dict[str, Any], found: str
) -> None:
    report = crm(read, "id,year_birth\n7,1957\n", **fields).report
    assert found in (report.error or "")
    assert "date_in_name" in (report.error or "")


def test_a_day_in_the_rows_comes_before_the_one_in_the_name(read: Read) -> None:
    assert crm(read, "id,valid_from\n7,2026-02-03\n").column("business_day") == [date(2026, 2, 3)]


def test_a_fixed_day_is_iso_whatever_the_file_writes(read: Read) -> None:
    fields = {"date_in_name": None, "constants": {"valid_from": "2026-03-01"}, "timestamp_format": "%d-%m-%Y"}
    (row,) = crm(read, "id,dt_customer\n7,04-09-2012\n", **fields).accepted
    assert (row["business_day"], row["customer_since"]) == (date(2026, 3, 1), date(2012, 9, 4))


def test_rows_about_nobody_and_days_that_are_none_go_to_quarantine(read: Read) -> None:
    outcome = crm(read, "id,email,dt_customer\n,,2012-01-01\n,jo@example.org,\n7,,2012-13-01\n")
    assert outcome.reasons == [(2, "missing_value"), (4, "bad_timestamp")]
    assert "'id' or 'email'" in outcome.refused[0]["expected"]


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("Ja", "yes"),
        ("1", "yes"),
        ("Opt-In", "yes"),
        ("TRUE", "yes"),
        ("unsubscribed", "no"),
        ("nee", "no"),
        ("0", "no"),
        ("soms", "soms"),
    ],
)
def test_consent_is_read_by_word(read: Read, word: str, said: str) -> None:
    assert crm(read, f"id,opt_in\n7,{word}\n").column("marketing_consent") == [said]


def test_search_console_in_dutch_gives_a_row_a_figure(read: Read) -> None:
    outcome = read(GSC, name="z-20260301.csv", kind="signals", date_in_name="z-%Y%m%d", decimal=",")
    assert outcome.report.format == "search_console"
    assert figures(outcome) == {
        "clicks": Decimal(12),
        "ctr_percent": Decimal("3.4"),
        "impressions": Decimal(400),
        "position": Decimal("7.1"),
    }
    assert set(outcome.column("subject")) == {"mok"}
    assert set(outcome.column("signal_type")) == {"search_term"}


def test_a_later_export_corrects_a_figure_and_another_day_does_not(read: Read) -> None:
    def ids(text: str, name: str) -> set[str]:
        return set(read(text, name=name, kind="signals", date_in_name="z-%Y%m%d", decimal=",").column("signal_id"))

    first = ids(GSC, "z-20260301.csv")
    assert len(first) == 4
    assert ids(GSC.replace("400", "410"), "z-20260301.csv") == first
    assert not ids(GSC, "z-20260302.csv") & first


@pytest.mark.parametrize("table", PLAUSIBLE)
def test_plausible_tables_are_site_trends(read: Read, table: str) -> None:
    outcome = read(PLAUSIBLE[table], kind="signals")
    assert outcome.report.format == f"plausible_{table}"
    assert set(outcome.column("signal_type")) == {"site_trend"}
    assert set(outcome.column("channel")) == {table}
    assert "visitors" in figures(outcome)
    assert outcome.report.rows_refused == 0


def test_plausible_tables_never_share_a_signal(read: Read) -> None:
    ids = [each for text in PLAUSIBLE.values() for each in read(text, kind="signals").column("signal_id")]
    assert len(ids) == len(set(ids))


def test_a_record_without_figures_is_not_lost(read: Read) -> None:
    outcome = read("keyword,volume,cpc\nmug,,\ncup,90,1.20\n", kind="signals", constants={"signal_at": "2026-03-01"})
    assert outcome.report.format == "keyword_volumes"
    assert [(row["subject"], row["value"]) for row in outcome.accepted] == [
        ("mug", None),
        ("cup", Decimal("1.2000")),
        ("cup", Decimal(90)),
    ]


def test_notes_of_staff(read: Read) -> None:
    text = "date,type,customer_id,note,stars\n2026-03-01 10:00,Note,7,wants blue,\n2026-03-01 11:00,,7,no type,\n"
    outcome = read(text, kind="signals")
    assert [(row["signal_type"], row["text"]) for row in outcome.accepted] == [("note", "wants blue")]
    assert outcome.reasons == [(3, "missing_value")]
