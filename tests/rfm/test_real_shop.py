"""RFM of a real shop against the same table worked out in pandas from the raw files."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from persona_pipeline.context import Context
from persona_pipeline.features import refresh_features
from persona_pipeline.rfm import refresh_segments, segment_of

AS_OF = date(2011, 12, 9)
CORE = """
with lines as (
    select
        split_part(CustomerID, '.', 1) as identity_key, InvoiceNo as order_id,
        cast(strptime(InvoiceDate, '%Y-%m-%d %H:%M:%S') as date) as business_day,
        cast(Quantity as integer) as quantity, cast(cast(Quantity as integer) * cast(UnitPrice as decimal(18, 4)) as decimal(18, 4)) as amount
    from read_csv($files, all_varchar = true)
    where CustomerID <> ''
),
orders as (
    select identity_key, order_id, min(business_day) over (partition by order_id) as business_day, quantity, amount,
        max(amount) over (partition by order_id) > 0 as is_sale
    from lines
)
select
    identity_key, business_day,
    count(distinct order_id) filter (where is_sale) as orders,
    count(distinct order_id) filter (where amount < 0) as refunds,
    coalesce(sum(quantity) filter (where amount > 0), 0) as pieces,
    coalesce(sum(amount) filter (where amount > 0), 0) as sales_amount,
    coalesce(-sum(amount) filter (where amount < 0), 0) as refund_amount,
    sum(amount) as net_amount, 0 as sessions, 0 as responses
from orders
group by identity_key, business_day
"""


def in_pandas(folder: Path) -> pd.DataFrame:
    """The RFM table by the written rule, with nothing of the product."""
    lines = pd.concat(
        pd.read_csv(file, dtype={"InvoiceNo": str, "CustomerID": str}) for file in sorted(folder.glob("*.csv"))
    )
    lines = lines[lines.CustomerID.notna()]
    lines["key"] = lines.CustomerID.str.split(".").str[0]
    lines["amount"] = (lines.Quantity * (lines.UnitPrice * 10_000).round().astype("int64")).astype("int64")
    lines["day"] = pd.to_datetime(lines.InvoiceDate).dt.normalize()
    lines = lines[lines.day > pd.Timestamp(AS_OF) - pd.Timedelta(days=365)]
    sales = lines[lines.amount > 0].groupby("key")
    rfm = pd.DataFrame(
        {
            "recency_days": (pd.Timestamp(AS_OF) - sales.day.max()).dt.days,
            "frequency": sales.InvoiceNo.nunique(),
            "monetary": lines.groupby("key").amount.sum(),
        }
    ).dropna(subset=["frequency"])
    rfm["monetary"] = np.floor(rfm.monetary.abs() / 100 + 0.5) * np.sign(rfm.monetary)  # pennies, halves away from zero
    n = len(rfm)
    rfm["r"] = 5 - (5 * (rfm.recency_days.rank(method="min") - 1)) // n
    rfm["f"] = 1 + (5 * (rfm.frequency.rank(method="min") - 1)) // n
    rfm["m"] = 1 + (5 * (rfm.monetary.rank(method="min") - 1)) // n
    rfm["segment"] = [segment_of(int(r), int(f), int(m)) for r, f, m in zip(rfm.r, rfm.f, rfm.m, strict=True)]
    return rfm.sort_index()


@pytest.mark.slow
def test_it_agrees_with_pandas(context: Callable[[date], Context], shared_data: Path) -> None:
    ctx = context(AS_OF)
    folder = shared_data / "orders" / "online_retail"
    ctx.warehouse.insert("core.customer_day", CORE, {"files": str(folder / "*.csv")})
    refresh_features(ctx)
    refresh_segments(ctx)
    columns = "recency_days, frequency, cast(monetary * 100 as bigint), r_score_tonight, f_score_tonight, m_score_tonight, segment_tonight"
    ours = ctx.warehouse.query(f"select customer_key, {columns} from marts.rfm_segments order by 1")
    theirs = in_pandas(folder)
    assert len(ours) == len(theirs) > 4_000
    for (key, *figures, segment), row in zip(ours, theirs.itertuples(), strict=True):
        assert (key, segment) == (row.Index, row.segment)
        assert figures == [int(v) for v in (row.recency_days, row.frequency, row.monetary, row.r, row.f, row.m)], key
