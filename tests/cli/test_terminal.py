"""What comes from files and their names cannot steer the terminal, nor forge a line of what is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from persona_pipeline.cli.app import app
from persona_pipeline.cli.common import complain, print_json, print_table, say, tell

STEERING = "\x1b[31mred\x07 \x9b2J \x7f\u202e\u200e\u200f\u061c\ufeff half \udce9"
SHOWN = "\u241b[31mred\u2407 \ufffd2J \u2421\ufffd\ufffd\ufffd\ufffd\ufffd half \ufffd"


@pytest.mark.parametrize("printed", [say, complain, tell, lambda text: print_table(text, ["a"], [[text]])])
def test_controls_are_shown_and_not_obeyed(printed: Callable[[str], None], capsys: pytest.CaptureFixture[str]) -> None:
    printed(f"{STEERING} [bold]:smile: \\[x]")
    told = capsys.readouterr()
    for line in (told.out + told.err).split("\n"):
        assert line.isprintable()
    assert f"{SHOWN} [bold]:smile: \\[x]" in told.out + told.err


def test_a_line_break_in_a_name_makes_no_line_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    say("orders\n2026-03-01 publish: done\r.csv: not finished")
    complain("orders\nerror: none.csv: not there")
    print_table("files", ["file"], [["orders\r\n.csv"]])
    told = capsys.readouterr()
    assert told.err.splitlines() == [
        "orders\u240a2026-03-01 publish: done\u240d.csv: not finished",
        "error: orders\u240aerror: none.csv: not there",
    ]
    assert "orders\u240d\u240a.csv" in told.out


def test_a_report_keeps_its_lines(capsys: pytest.CaptureFixture[str]) -> None:
    tell("file: a\npages: b")
    assert capsys.readouterr().out == "file: a\npages: b\n"


def test_json_is_escaped_and_stays_what_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"file": f"{STEERING} caf\u00e9"})
    told = capsys.readouterr().out
    assert all(line.isprintable() for line in told.split("\n"))
    assert "caf\u00e9" in told
    assert json.loads(told)["file"] == f"{STEERING} caf\u00e9"


def test_a_file_and_its_header_are_looked_at_in_peace(tmp_path: Path) -> None:
    file = tmp_path / "\x1b[31mred\n.csv"
    file.write_text(
        "order_id,ordered_at,customer_id,product_id,quantity,unit_price,\x1b[2J\n1,2026-03-01,c,p,1,2.50,x\n"
    )
    shown = CliRunner().invoke(app, ["sources", "check", str(file), "-w", str(tmp_path)])
    assert "\x1b" not in shown.output
    assert "\u241b[31mred" in shown.output
