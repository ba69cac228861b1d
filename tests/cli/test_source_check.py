"""sources check: what cannot be taken in ends with a status that scripts see."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from persona_pipeline.cli.app import app

HEADER = "order_id,ordered_at,customer_id,amount,quantity,product_name\n"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("1,yesterday,c1,12.50,1,x\n2,tomorrow,c2,13.00,1,y\n", 1),
        ("1,2026-03-01,c1,12.50,1,x\n2,tomorrow,c2,13.00,1,y\n", 0),
    ],
)
def test_a_file_of_which_nothing_would_be_taken_in_fails(tmp_path: Path, rows: str, code: int) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(HEADER + rows)
    done = CliRunner().invoke(app, ["sources", "check", "-w", str(tmp_path), str(path)])
    assert done.exit_code == code
    assert ("none of its 2 rows would be taken in" in done.output) == (code == 1)
