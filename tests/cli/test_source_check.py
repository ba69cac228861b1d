"""sources check: what cannot be taken in ends with a status that scripts see."""

import json
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


WHOLE = "".join(f"{number},2026-03-01,c{number},12.50,1,x\n" for number in range(1, 31))


@pytest.mark.slow
def test_rows_are_counted_as_the_night_counts_them(tmp_path: Path) -> None:
    """Rows that can be read and break a rule are refused too, under the same codes; examples and counts are values."""
    path = tmp_path / "inbox" / "orders" / "a.csv"
    path.parent.mkdir(parents=True)
    path.write_text(
        f"{HEADER}{WHOLE}31,2026-03-01,c,9999999999,1,x\n32,2026-03-01,c,1.00,x,x\n33,2026-03-01,,1.00,1,x\n"
    )
    source = {"name": "shop", "kind": "orders", "path": "inbox/orders/*"}
    quality = {"max_refused_share": 0.2}
    (tmp_path / "persona.yaml").write_text(json.dumps({"sources": [source], "quality": quality}))
    done = CliRunner().invoke(app, ["sources", "check", "-w", str(tmp_path), str(path), "--json"])
    (told,) = json.loads(done.stdout)
    counts = {"rows": 33, "rows_accepted": 31, "rows_refused": 2, "held": ""}
    refused = {"bad_number": 1, "number_out_of_range": 1}
    assert {name: told[name] for name in counts} == counts
    assert told["refused"] == refused
    assert (told["rows_lacking"]["customer_id"], told["path"], "keys" in told) == (1, str(path), False)
    assert {each["reason_code"] for each in told["examples"]} == set(refused)
    shown = CliRunner().invoke(app, ["sources", "check", "-w", str(tmp_path), str(path)])
    assert "rows: 33, of which 31 would be taken in and 2 refused, 2026-03-01 to 2026-03-01" in shown.stdout

    night = CliRunner().invoke(app, ["refresh", "-w", str(tmp_path), "--as-of", "2026-03-01", "--json"])
    figures = json.loads(night.stdout)["figures"]["take_in_orders"]
    assert (figures["rows_in"], figures["rows_quarantined"], figures["refused"]) == (33, 2, refused)


@pytest.mark.slow
def test_a_file_that_a_night_would_hold_says_so(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(
        HEADER
        + "".join(f"{number},2026-03-01,c,9999999999,1,x\n" for number in range(5))
        + WHOLE.splitlines()[0]
        + "\n"
    )
    shown = CliRunner().invoke(app, ["sources", "check", "-w", str(tmp_path), str(path)])
    assert "a night would hold the whole file: 5 of 6 rows refused" in shown.stdout
