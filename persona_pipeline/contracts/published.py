"""What only the published file has: columns that follow from others, and tables made of rows that stay inside."""

from dataclasses import replace

from .personas import PERSONA_KPIS
from .table import Column, Table, columns

_MEASURE = next(place for place, column in enumerate(PERSONA_KPIS.columns) if column.name == "measure")
_UNIT = Column(
    "unit",
    "VARCHAR",
    (
        "what value is in: share (0 to 1), ln currency (mean of the natural logarithm; exp(value) is the geometric mean), nps (-1 "
        "to 1; times 100 is the NPS), points (1 to 5), orders, currency (of the shop), or sd (standard units of the version)"
    ),
)
PERSONA_KPIS_WITH_UNIT = replace(
    PERSONA_KPIS,
    columns=(*PERSONA_KPIS.columns[: _MEASURE + 1], _UNIT, *PERSONA_KPIS.columns[_MEASURE + 1 :]),
)
REFUSED_ROWS = Table(
    "ops.refused_rows",
    "Why records were refused: counts by file and reason. The records themselves stay in the warehouse's quarantine.",
    "one row per load, stage, reason and column",
    ("load_id", "stage", "reason_code", "column_name"),
    columns(
        ("as_of", "DATE", "night that took the file in"),
        ("kind", "VARCHAR", "orders, web, survey, crm or signals"),
        ("source", "VARCHAR", "name of the source"),
        ("file_name", "VARCHAR", "path of the file, relative to the workspace, as in ops.loads"),
        (
            "load_id",
            "VARCHAR",
            "the load, as in ops.loads, which says what became of it (status) and how many rows it had",
        ),
        ("stage", "VARCHAR", "read (could not be understood) or validate (broke a rule of the suite)"),
        ("reason_code", "VARCHAR", "why, as a code; rules of the suites carry theirs in ops.validation_results"),
        ("column_name", "VARCHAR", "column that broke the rule; NULL where the whole record did"),
        ("rows", "BIGINT", "records refused for this reason; a record counts once for each of its reasons"),
    ),
)
INSTEAD = {PERSONA_KPIS.name: PERSONA_KPIS_WITH_UNIT}
"""Tables of the warehouse that are published with more columns."""
BESIDES = (REFUSED_ROWS,)
"""Published tables that the warehouse does not have."""
