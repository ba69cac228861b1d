"""One night over all five kinds of source: everything arrives once, one person is one person, nothing personal is published."""

import duckdb
import pytest

from persona_pipeline.settings import KEY_VARIABLE, Workspace

from .shop import NIGHTS, contents, make_shop, make_workspace, opened, run_nights

pytestmark = pytest.mark.integration
SOURCES = """sources:
  - {name: list, kind: crm, path: inbox/crm/*, date_in_name: crm-%Y-%m-%d}
  - {name: desk, kind: signals, path: inbox/signals/*.csv}
  - {name: site, kind: signals, path: inbox/plausible/*.csv}
"""
NIGHT = NIGHTS[0]
CANARY = "kanarie-9f3"
"""Stands in every text and address; must not be found in anything that is published."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A shop after its first night, with a list of customers, notes of staff and daily totals of the site beside it."""
    shop = make_shop(tmp_path_factory.mktemp("shop"))
    workspace = make_workspace(tmp_path_factory.mktemp("five"), shop, NIGHTS[:1])
    text = workspace.config.read_text()
    assert text.count("sources:\n") == 1
    workspace.config.write_text(text.replace("sources:\n", SOURCES))
    known = _customer(workspace)
    _put(
        workspace,
        f"crm/crm-{NIGHT}.csv",
        "id;email;year_birth;education;marital_status;opt_in\n"
        f"{known};{CANARY}@example.org;1957;Master;YOLO;ja\nnobody-else;;1893;PhD;Single;perhaps\n;;1980;;;nee\n",
    )
    _put(
        workspace,
        f"signals/{NIGHT}.csv",
        "note_id,date,type,email,note,stars\n"
        f'n1,{NIGHT} 10:00,Note,{CANARY}@example.org,"asks for blue, write to {CANARY}@example.org",\n'
        f"n2,{NIGHT} 11:00,review,,fine {CANARY},4\n",
    )
    _put(
        workspace,
        "plausible/visitors.csv",
        f"date,visitors,pageviews,bounces,visits,visit_duration\n{NIGHT},10,20,3,12,400\n",
    )
    with pytest.MonkeyPatch.context() as environment:  # fixtures of a module are made before those of a test
        environment.setenv(KEY_VARIABLE, "a-key-for-tests-only-0123456789")
        assert run_nights(workspace, [NIGHT]).success
    return workspace


def _put(workspace: Workspace, name: str, text: str) -> None:
    path = workspace.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _customer(workspace: Workspace) -> str:
    """An account number from the shop's own orders."""
    with duckdb.connect() as con:
        sql = "select customer_id from read_csv($files, union_by_name = true, all_varchar = true) where customer_id <> '' limit 1"
        return str(con.execute(sql, {"files": f"{workspace.inbox}/orders/*.csv"}).fetchall()[0][0])


def test_every_row_is_accounted_for(place: Workspace) -> None:
    with opened(place) as warehouse:
        rows = warehouse.query(
            "select kind, sum(rows_core), sum(rows_duplicate + rows_replaced) from ops.row_counts "
            "where kind in ('crm', 'signals') group by kind order by kind"
        )
        refused = "select reason_code from quarantine.attributes union all select reason_code from quarantine.signals"
        assert rows == [("crm", 2, 0), ("signals", 7, 0)]
        assert warehouse.query(refused) == [("missing_value",)]


def test_the_list_tells_whose_address_it_is(place: Workspace) -> None:
    who = (
        "select distinct i.customer_key, c.in_orders from {} as f join core.identities as i using (identity_key) "
        "left join core.customers as c using (customer_key) where {}"
    )
    with opened(place) as warehouse:
        listed = warehouse.query(who.format("core.customer_attributes", "f.household = 'YOLO'"))
        wrote = warehouse.query(who.format("core.signals", "f.signal_id = 'n1'"))
        assert listed == wrote
        assert listed[0][1] is True
        assert warehouse.query("select birth_year, marketing_consent from core.customer_attributes order by 1") == [
            (1957, "yes"),
            (None, None),
        ]


def test_nothing_personal_is_published_or_shown(place: Workspace) -> None:
    published = place.published.resolve()
    files = [path for folder in (published, place.pages) for path in folder.rglob("*") if path.is_file()]
    assert files
    assert not [path.name for path in files if CANARY.encode() in path.read_bytes()]
    with duckdb.connect(str(published / "personas.duckdb"), read_only=True) as con:
        tables = {row[0] for row in con.execute("select distinct table_name from duckdb_columns()").fetchall()}
        assert not {"customer_attributes", "signals", "attributes"} & tables
        kinds = con.execute("select kind, rows_unexplained from answers.row_conservation").fetchall()
    assert ("crm", 0) in kinds
    assert ("signals", 0) in kinds


def test_running_it_again_changes_nothing(place: Workspace) -> None:
    before = contents(place, "raw", "quarantine", "core", "marts")
    assert run_nights(place, [NIGHT]).success
    assert contents(place, "raw", "quarantine", "core", "marts") == before


def test_drift_does_not_watch_them(place: Workspace) -> None:
    with opened(place) as warehouse:
        measures = {row[0] for row in warehouse.query("select distinct measure from marts.drift_signals")}
    assert not {each for each in measures if each.rpartition(":")[2] in ("list", "desk", "site")}
