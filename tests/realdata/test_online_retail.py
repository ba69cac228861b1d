"""A year of a real shop, one file a night: nothing lost, nothing doubled, the same whichever way it arrives."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from persona_pipeline.settings import KEY_VARIABLE, Workspace, load_settings
from persona_pipeline.warehouse import Warehouse
from tests.conftest import SHARED_DATA

from .play import all_content, arrive, content, make_workspace, night, unseen_night

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SHARED_DATA.is_dir(), reason=f"public data sets are not at {SHARED_DATA}"),
]
FILES = sorted((SHARED_DATA / "orders" / "online_retail").glob("*.csv"))
ROWS, AMOUNT, DUPLICATES = 541_909, Decimal("9747747.93"), 5_268
CORE = (
    "core.orders",
    "core.order_lines",
    "core.identities",
    "core.customers",
    "core.customer_day",
    "marts.daily_figures",
    "ops.row_counts",
)
DEFINITIONS = ("marts.persona_versions", "marts.personas")
MARTS = (
    "marts.customer_features", "marts.rfm_cut_points", "marts.rfm_segments", "marts.rfm_summary", "marts.persona_members",
    "marts.persona_profiles", "marts.persona_kpis", "marts.match_rates",
)  # fmt: skip


def day_of(file: Path) -> date:
    return date.fromisoformat(file.stem)


LAST = day_of(FILES[-1]) if FILES else date(2011, 12, 9)


@pytest.fixture(scope="module")
def module_key() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(KEY_VARIABLE, "a-key-for-tests-only-0123456789")
        yield


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory, module_key: None) -> Workspace:
    """The workspace after one night with all 305 files."""
    workspace = make_workspace(tmp_path_factory.mktemp("at_once"))
    arrive(workspace, "retail", *FILES)
    report = night(workspace, [LAST])
    assert report.published, report.stopped_by
    return workspace


@pytest.fixture(scope="module")
def raw_files() -> pd.DataFrame:
    return pd.concat(
        [pd.read_csv(file, dtype={"CustomerID": str, "InvoiceNo": str}) for file in FILES], ignore_index=True
    )


def opened(workspace: Workspace) -> Warehouse:
    return Warehouse.open(workspace, load_settings(workspace.config), read_only=True)  # type: ignore[return-value]


def account_for_all(workspace: Workspace) -> None:
    """Rows in = rows in core + quarantine + exact duplicates, to the row and to the penny."""
    with opened(workspace) as warehouse:
        lines, amount = warehouse.query("select count(*), sum(amount) from core.order_lines")[0]
        refused = warehouse.count("quarantine.orders")
        duplicates, replaced, amount_twice = warehouse.query(
            "select sum(rows_duplicate), sum(rows_replaced), sum(amount_duplicate) from ops.row_counts where kind = 'orders'"
        )[0]
        refused_amount = warehouse.query(
            "select coalesce(sum((json_extract_string(record, '$.quantity')::decimal(18, 3) "
            "* json_extract_string(record, '$.unit_price')::decimal(18, 4))), 0) from quarantine.orders"
        )[0][0]
        ledger = warehouse.query("select sum(rows_in), sum(rows_accepted + rows_quarantined), count(*) from ops.loads")[
            0
        ]
    assert (duplicates, replaced) == (DUPLICATES, 0)
    assert lines + refused + duplicates == ROWS
    assert ledger == (ROWS, ROWS, len(FILES))
    assert round(amount + amount_twice + refused_amount, 2) == AMOUNT


def test_every_row_and_penny_is_accounted_for(at_once: Workspace, raw_files: pd.DataFrame) -> None:
    assert len(raw_files) == ROWS
    account_for_all(at_once)


def test_cancellations_reduce_revenue_on_their_own_day(at_once: Workspace, raw_files: pd.DataFrame) -> None:
    once = raw_files.drop_duplicates()
    amounts = (once["Quantity"] * once["UnitPrice"]).round(4)
    expected = amounts.groupby(once["InvoiceDate"].str[:10]).sum().round(2)
    with opened(at_once) as warehouse:
        found = {
            str(day): float(net)
            for day, net in warehouse.query("select business_day, net_amount from marts.daily_figures")
        }
    assert set(found) == set(expected.index)
    assert max(abs(found[day] - value) for day, value in expected.items()) <= 0.011


def test_rfm_agrees_with_a_few_lines_of_pandas(at_once: Workspace, raw_files: pd.DataFrame) -> None:
    once = raw_files.drop_duplicates().dropna(subset=["CustomerID"])
    once = once.assign(
        amount=once["Quantity"] * once["UnitPrice"], day=pd.to_datetime(once["InvoiceDate"]).dt.normalize()
    )
    window = once[once["day"] > pd.Timestamp(LAST) - pd.Timedelta(days=365)]
    orders = window.groupby(["CustomerID", "InvoiceNo"]).agg(day=("day", "min"), best=("amount", "max")).reset_index()
    sales = orders[orders["best"] > 0].groupby("CustomerID")
    expected = pd.DataFrame(
        {"recency_days": (pd.Timestamp(LAST) - sales["day"].max()).dt.days, "frequency": sales.size()}
    )
    expected["monetary"] = window.groupby("CustomerID")["amount"].sum().round(2)
    with opened(at_once) as warehouse:
        found = warehouse.con.execute(
            "select names.value as customer, rfm.recency_days, rfm.frequency, rfm.monetary::double as monetary "
            "from marts.rfm_segments as rfm join raw.identifiers as names on names.identity_key = rfm.customer_key "
            "where rfm.as_of = ?",
            [LAST],
        ).df()
    found = found.set_index("customer").sort_index()
    expected.index = expected.index.str.removesuffix(".0")
    expected = expected.sort_index()
    assert list(found.index) == list(expected.index)
    assert (found["recency_days"] == expected["recency_days"]).all()
    assert (found["frequency"] == expected["frequency"]).all()
    assert (found["monetary"] - expected["monetary"]).abs().max() <= 0.011


def test_a_year_night_by_night(tmp_path: Path, at_once: Workspace) -> None:
    """One file a night, 305 nights: the same as all at once, and running any night again changes nothing."""
    workspace = make_workspace(tmp_path)
    again = (0, 152, 304)
    for position, file in enumerate(FILES[:-1]):
        arrive(workspace, "retail", file)
        unseen_night(workspace, day_of(file), told=position in again)
    arrive(workspace, "retail", FILES[-1])
    assert night(workspace, [LAST]).published
    account_for_all(workspace)
    with opened(workspace) as one, opened(at_once) as other:
        assert content(one, CORE) == content(other, CORE)
        here = f"as_of = date '{LAST}'"
        assert content(one, MARTS, here) == content(other, MARTS, here)
        assert content(one, DEFINITIONS) == content(other, DEFINITIONS)
    before = all_content(workspace)
    for position in again:
        assert night(workspace, [day_of(FILES[position])]).published
        assert all_content(workspace) == before, FILES[position].name
