"""One look at the rows of any kind of source, so that what is done alike for all kinds is written once."""

from persona_pipeline.contracts import RAW_OF, TABLES

from .names import quote, quote_table
from .store import Warehouse

VIEW = "rows_of_kind"
IDENTIFIERS = ("customer_id", "email", "visitor_id")


def look_at(warehouse: Warehouse, kind: str) -> None:
    """Make the temp view ``rows_of_kind``: source, load_id, business_day and the identifiers, NULL where the kind has none.

    Statements that read it hold for the kind that was looked at last.
    """
    raw = TABLES[RAW_OF[kind]]
    given = [
        quote(name) if name in raw.column_names else f"cast(null as varchar) as {quote(name)}" for name in IDENTIFIERS
    ]
    names = ", ".join(("source", "load_id", "business_day", *given))
    warehouse.con.execute(f"create or replace temp view {VIEW} as select {names} from {quote_table(raw.name)}")  # noqa: S608 - the contract's own names
