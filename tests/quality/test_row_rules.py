"""Every row rule passes on good rows and is seen to fail on a row that breaks it; critical ones refuse the row."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest

from persona_pipeline.contracts import RAW_OF
from persona_pipeline.quality import rules_of
from persona_pipeline.settings import Kind

from .batches import NIGHT
from .conftest import Night

LATE = {"business_day": date(2026, 7, 2)}
CHANGED_LATE = {"updated_at": datetime(2200, 1, 1)}
EPOCH = {"business_day": date(1970, 1, 1)}
BREAKERS: dict[Kind, dict[str, dict[str, Any]]] = {
    "orders": {
        "has_order_id": {"order_id": "  "},
        "has_plausible_day": EPOCH,
        "not_in_the_future": LATE,
        "not_changed_in_the_future": CHANGED_LATE,
        "has_amount": {"amount": None},
        "amount_is_plausible": {"amount": 8712345678906, "quantity": 1, "unit_price": 8712345678906},
        "quantity_is_plausible": {"quantity": 8712345678906, "unit_price": 0, "amount": 10},
        "currency_is_the_shops": {"currency": "GBP"},
        "customer_id_is_exact": {"customer_id": "1.78E+11"},
        "amount_adds_up": {"amount": 12.5},
        "signs_agree": {"quantity": 1, "unit_price": -11062.06, "amount": -11062.06},
        "customer_id_is_no_decimal": {"customer_id": "17850.0"},
        "email_is_an_address": {"email": "jo@example.org; an@example.org"},
        "money_moved": {"unit_price": 0, "amount": 0},
    },
    "web": {
        "has_event_id": {"event_id": None},
        "has_event_name": {"event_name": ""},
        "has_plausible_day": {"event_at": None},
        "not_in_the_future": LATE,
        "revenue_is_not_negative": {"revenue": -1},
        "quantity_is_plausible": {"quantity": 8712345678906},
        "customer_id_is_exact": {"customer_id": "1,78e+11"},
        "event_name_is_known": {"event_name": "transaction"},
        "purchase_has_value": {"revenue": None},
        "customer_id_is_no_decimal": {"customer_id": "17850.0"},
        "visitor_is_known": {"visitor_id": None, "customer_id": None},
    },
    "survey": {
        "has_response_id": {"response_id": "x" * 201},
        "has_plausible_day": {"business_day": date(9999, 12, 31)},
        "not_in_the_future": LATE,
        "not_changed_in_the_future": CHANGED_LATE,
        "nps_is_on_its_scale": {"answers": '{"nps": "11"}'},
        "satisfaction_is_on_its_scale": {"answers": '{"delivery": "7"}'},
        "customer_id_is_exact": {"customer_id": "1.78E+11"},
        "ratings_are_numbers": {"answers": '{"nps": "Promoter"}'},
        "has_an_answer": {"answers": "{}"},
        "customer_id_is_no_decimal": {"customer_id": "17850.0"},
        "email_is_an_address": {"email": "nobody"},
    },
    "crm": {
        "has_a_customer": {"customer_id": " ", "email": None},
        "has_plausible_day": EPOCH,
        "not_in_the_future": LATE,
        "customer_id_is_exact": {"customer_id": "1.78E+11"},
        "birth_year_is_plausible": {"birth_year": 1893},
        "consent_is_yes_or_no": {"marketing_consent": "perhaps"},
        "customer_id_is_no_decimal": {"customer_id": "17850.0"},
        "email_is_an_address": {"email": "nobody"},
    },
    "signals": {
        "has_signal_id": {"signal_id": None},
        "has_plausible_day": EPOCH,
        "not_in_the_future": LATE,
        "type_is_known": {"signal_type": "gossip"},
        "says_something": {"text": " "},
        "metric_has_a_value": {"metric": "clicks"},
        "value_is_plausible": {"metric": "clicks", "value": 8712345678906},
        "customer_id_is_exact": {"customer_id": "1.78E+11"},
        "text_is_no_document": {"text": "x" * 20_001},
        "customer_id_is_no_decimal": {"customer_id": "17850.0"},
        "email_is_an_address": {"email": "jo@example.org; an@example.org"},
    },
}
ODD_BUT_RIGHT: dict[Kind, list[dict[str, Any]]] = {
    "orders": [
        {"quantity": -2, "amount": -10},
        {"customer_id": None, "email": None},
        {"quantity": -80995, "unit_price": 2.08, "amount": -168469.60},
        {"quantity": None, "unit_price": None},
        {"currency": " eur"},
        {"currency": None},
        {"amount": 8, "discount_amount": 2},
    ],
    "web": [
        {"event_name": "refund", "revenue": -10},
        {"event_name": "page_view", "revenue": None, "quantity": None},
        {"customer_id": None},
    ],
    "survey": [
        {"answers": '{"nps": "0", "delivery": "1"}'},
        {"answers": '{"nps": "10", "delivery": "5", "site": "100"}'},
        {"answers": '{"nps": null, "why": "9999"}'},
        {"source": "other_panel", "answers": '{"nps": "93"}'},
        {"customer_id": None, "email": None},
    ],
    "crm": [
        {"customer_id": None},
        {"birth_year": 1900, "household": "YOLO"},
        {"birth_year": NIGHT.year - 10},
        {"birth_year": None, "marketing_consent": None},
    ],
    "signals": [
        {"signal_type": "search_term", "text": None, "subject": "mug", "metric": "clicks", "value": 0},
        {"signal_type": "review", "text": None, "rating": 5},
        {"customer_id": None, "email": None},
    ],
}


def test_every_rule_of_every_suite_has_a_row_that_breaks_it() -> None:
    for kind, breakers in BREAKERS.items():
        assert list(breakers) == [rule.name for rule in rules_of(RAW_OF[kind])]


@pytest.mark.parametrize("kind", BREAKERS)
def test_good_rows_pass_every_rule(night: Night, kind: Kind) -> None:
    (verdict,) = night.validate(kind, night.batch(kind, [{}] * 3))
    assert (verdict.held, verdict.reason, verdict.rows_refused) == (False, "", 0)
    assert night.query("select * from refused_rows") == []
    assert night.broken() == {}
    assert night.query("select distinct rows_checked from ops.validation_results where table_name <> 'ops.loads'") == [
        (3,)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("kind", BREAKERS)
def test_every_rule_is_seen_to_fail(night: Night, kind: Kind) -> None:
    """One row per rule, each breaking its own: the row is named under the rule, and critical rules refuse it."""
    breakers = BREAKERS[kind]
    (verdict,) = night.validate(kind, night.batch(kind, [*breakers.values()] + [{}] * 100))
    named = _rows_named_by_rule(night)
    refused = {
        row: (code, column, text)
        for row, code, column, text in night.query("select * exclude (load_id, found) from refused_rows")
    }
    for row, rule in enumerate(rules_of(RAW_OF[kind]), start=1):
        assert row in named[rule.name], rule.name
        assert (row in refused) == rule.critical, rule.name
        if rule.critical:
            assert refused[row] == (rule.reason_code, rule.column, rule.expected), rule.name
    assert verdict.rows_refused == len(refused) == sum(rule.critical for rule in rules_of(RAW_OF[kind]))


@pytest.mark.parametrize("kind", BREAKERS)
def test_what_is_odd_but_right_passes(night: Night, kind: Kind) -> None:
    night.validate(kind, night.batch(kind, ODD_BUT_RIGHT[kind]))
    assert night.broken() == {}


def _rows_named_by_rule(night: Night) -> dict[str, list[int]]:
    rows = night.query("select rule, examples from ops.validation_results where table_name <> 'ops.loads'")
    return {rule: [example["row_number"] for example in json.loads(text)] for rule, text in rows}


def test_the_impossible_rating_is_found_among_several(night: Night) -> None:
    night.validate(
        "survey",
        night.batch("survey", [{}] * 30 + [{"answers": '{"site": "101", "delivery": "1", "why": "my secret"}'}]),
    )
    assert night.query("select found, column_name from refused_rows") == [("1.01", "answers")]


def test_a_row_that_breaks_many_rules_is_refused_once_for_the_first(night: Night) -> None:
    changes = {"order_id": None, "amount": None, "currency": "GBP"}
    (verdict,) = night.validate("orders", night.batch("orders", [{}] * 30 + [changes]))
    assert night.query("select row_number, reason_code, column_name, found from refused_rows") == [
        (31, "missing_value", "order_id", None)
    ]
    assert verdict.rows_refused == 1
    assert night.broken() == {"has_order_id": 1, "has_amount": 1, "currency_is_the_shops": 1}


def test_an_address_is_masked_also_where_the_cell_is_cut(night: Night) -> None:
    name = "x" * 190 + " jo.person@example.org"
    night.validate("web", night.batch("web", [{"event_name": name}] * 3))
    (found,) = night.query("select examples from ops.validation_results where rule = 'event_name_is_known'")[0]
    assert "***" in found
    assert "person" not in found


def test_personal_values_are_masked_to_their_shape(night: Night) -> None:
    rows = [{}] * 30 + [{"customer_id": "1.78E+11"}, {"email": "josé.de.wit"}]
    night.validate("orders", night.batch("orders", rows))
    assert night.query("select found from refused_rows") == [("9.99x+99",)]
    shown = night.query("select examples from ops.validation_results where rule = 'email_is_an_address'")
    assert shown == [('[{"row_number": 32, "found": "xxxx.xx.xxx"}]',)]


def test_other_values_are_shown_as_they_stood(night: Night) -> None:
    night.validate("orders", night.batch("orders", [{}] * 30 + [{"currency": "GBP"}, {"order_id": "<b>" + "y" * 300}]))
    found = dict(night.query("select column_name, found from refused_rows"))
    assert found == {"currency": "GBP", "order_id": ("<b>" + "y" * 300)[:200]}


def test_files_of_later_nights_are_no_error(night: Night) -> None:
    """A backfill finds all files in the inbox on its first night."""
    report = night.many("orders", 400, business_day=f"date '{NIGHT}' + cast(n as integer)")
    (verdict,) = night.validate("orders", report)
    assert verdict.rows_refused == 0
    assert night.broken() == {"days_are_not_ahead": 1}
