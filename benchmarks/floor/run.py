"""Run the statements of the floor one by one over the Parquet files of a generated shop."""

import tempfile
from datetime import date
from pathlib import Path

from persona_pipeline.core.identities import key_pads
from persona_pipeline.warehouse import connect
from persona_pipeline.warehouse.store import used

STATEMENTS = Path(__file__).with_name("statements.sql")


def run_floor(history: Path, as_of: date) -> None:
    """Build every table of the floor in a fresh database file.

    It gets more memory than the pipeline: in 1 GB these statements do not end at 100 thousand customers.
    """
    inner, outer = key_pads(b"a-key-for-benchmarks-only-0123456789")
    with tempfile.TemporaryDirectory() as folder:
        params = {
            "orders": [str(path) for path in sorted(history.glob("orders/*.parquet"))],
            "events": [str(path) for path in sorted(history.glob("web/*.parquet"))],
            "as_of": as_of,
            "inner": inner,
            "outer": outer,
            "out": str(Path(folder) / "out.parquet"),
        }
        con = connect(Path(folder) / "plain.duckdb", memory_limit="8GB", threads=2, spill=Path(folder) / "spill")
        for each in con.extract_statements(STATEMENTS.read_text(encoding="utf-8")):
            con.execute(each.query, used(con, each.query, params))
        con.close()
