"""First questions of an analyst: what a figure is in, what is behind it, why rows were refused, who bought how much."""

from datetime import date
from pathlib import Path

import pytest

from persona_pipeline.context import Context
from persona_pipeline.publish import publish_snapshot

from .filled import AS_OF, CANARIES
from .test_small_evidence import texts
from .test_snapshot import read

QUERIES = Path(__file__).resolve().parents[2] / "docs" / "queries"


def test_what_moved_says_from_what_to_what_and_over_how_many(published: Path) -> None:
    """The first row is the one that people act on."""
    rows = read(published / "personas.duckdb", "select measure, expected, recent, n from answers.moved_tonight")
    assert rows == [("active_share", 0.279, 0.33, 805), ("conversion", None, None, None)]
    shown = read(published / "personas.duckdb", (QUERIES / "02-what-moved.sql").read_text())
    assert None not in shown[0]


def test_the_gist_says_of_which_night_its_figures_are(published: Path) -> None:
    """The share beside it is tonight's."""
    found = "select count(*), bool_and(gist_as_of < '2026-03-01') from answers.personas_tonight"
    assert read(published / "personas.duckdb", found) == [(3, True)]


def test_a_share_has_the_number_of_people_that_it_is_of(published: Path) -> None:
    found = "select members, n from answers.share_history where as_of = '2026-03-01' and persona_id = 'P02'"
    assert read(published / "personas.duckdb", found) == [(180, 180)]


@pytest.mark.slow
@pytest.mark.parametrize(("measure", "unit"), [("nps", "nps"), ("order_value", "ln currency"), ("feature:nps", "sd")])
def test_a_kpi_says_what_it_is_in(filled: Context, unverified: None, measure: str, unit: str) -> None:
    filled.warehouse.query(
        "insert into marts.persona_kpis values ($d, 'all', $m, 40, 21, 27, 0.525)", {"d": AS_OF, "m": measure}
    )
    publish_snapshot(filled)
    path = filled.workspace.published / "personas.duckdb"
    assert read(path, f"select distinct unit from marts.persona_kpis where measure = '{measure}'") == [(unit,)]
    assert read(path, "select count(*) from marts.persona_kpis where unit is null") == [(0,)]


def test_why_rows_were_refused_is_told_and_nothing_of_the_rows(published: Path) -> None:
    path = published / "personas.duckdb"
    refused = "select as_of, kind, source, file_name, stage, column_name, rows from ops.refused_rows where reason_code = 'bad_timestamp'"
    file = "inbox/orders/2026-03-01.csv"
    assert read(path, refused) == [(AS_OF, "orders", "shop", file, "read", "ordered_at", 2)]
    assert read(path, "select sum(rows) from ops.refused_rows") == [(5,)]
    told = "\n".join(texts(path))
    assert not [canary for canary in (*CANARIES, "31-31-2026", "alert(1)") if canary in told]


@pytest.mark.slow
def test_refusals_of_a_later_night_are_not_known_yet(filled: Context, unverified: None) -> None:
    filled.warehouse.query("update ops.loads set as_of = $d where load_id = 'load-orders'", {"d": date(2026, 3, 2)})
    publish_snapshot(filled)
    path = filled.workspace.published / "personas.duckdb"
    assert read(path, "select count(*) from ops.refused_rows") == [(0,)]


@pytest.mark.slow
def test_what_people_without_persona_bought_gives_no_small_persona_away(filled: Context, unverified: None) -> None:
    """Personas and 'none' add up to 'all': where one is small, the next smallest is hidden with it."""
    run = filled.warehouse.query
    run("update marts.persona_kpis set n = 4, total = 250 where measure = 'revenue' and persona_id = 'P03'")
    publish_snapshot(filled)
    path = filled.workspace.published / "personas.duckdb"
    hidden = "select distinct persona_id from marts.persona_kpis where measure = 'revenue' and (n is null) order by 1"
    assert read(path, hidden) == [("P03",), ("none",)]
    both = "select count(*) from marts.persona_kpis where (n is null) <> (total is null) or (n is null and value is not null)"
    assert read(path, both) == [(0,)]
