"""What a user would write instead: the night in pandas, with groupby, qcut and KMeans over everybody."""

from datetime import date
from pathlib import Path

import pandas as pd


def run_pandas(history: Path, as_of: date) -> None:
    """Orders and events into features, RFM quintiles, three clusters and their profiles. Every night from the start."""
    from sklearn.cluster import KMeans
    from sklearn.preprocessing import StandardScaler

    lines = pd.concat([pd.read_parquet(path) for path in sorted(history.glob("orders/*.parquet"))], ignore_index=True)
    lines = lines.drop_duplicates(["order_id", "line_number", "product_id"]).dropna(subset=["customer_id"])
    lines["amount"] = pd.to_numeric(lines["quantity"], errors="coerce") * pd.to_numeric(
        lines["unit_price"], errors="coerce"
    )
    lines["day"] = (
        pd.to_datetime(lines["ordered_at"], errors="coerce", utc=True).dt.tz_convert("Europe/Amsterdam").dt.normalize()
    )
    orders = lines.groupby(["customer_id", "order_id"]).agg(day=("day", "min"), amount=("amount", "sum")).reset_index()
    events = pd.concat([pd.read_parquet(path) for path in sorted(history.glob("web/*.parquet"))], ignore_index=True)
    events = events.drop_duplicates("event_id").dropna(subset=["customer_id"])
    sessions = events.groupby(["customer_id", "session_id"]).agg(
        pages=("event_name", lambda names: (names == "page_view").sum()),
        mobile=("device", "first"),
        bought=("event_name", lambda names: (names == "purchase").any()),
    )
    sales = orders.groupby("customer_id").agg(
        last=("day", "max"), frequency=("order_id", "size"), monetary=("amount", "sum")
    )
    sales["recency"] = (pd.Timestamp(as_of, tz="Europe/Amsterdam") - sales["last"]).dt.days
    for column in ("recency", "frequency", "monetary"):
        sales[f"{column}_score"] = pd.qcut(sales[column].rank(method="first"), 5, labels=False)
    visits = sessions.assign(mobile=sessions["mobile"] == "mobile").groupby("customer_id").mean()
    table = sales.join(visits, how="left").drop(columns=["last"]).fillna(0)
    table["persona"] = KMeans(3, n_init=10, random_state=7).fit_predict(StandardScaler().fit_transform(table))
    table.groupby("persona").mean()
