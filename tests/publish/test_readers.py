"""Readers that open and close while versions come and go see whole versions only, and never an older one again."""

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from persona_pipeline.context import Context
from persona_pipeline.publish import publish_snapshot

from .publish_once import KEEP_ONE

READER = """
import sys, time, duckdb
path, stop = sys.argv[1], sys.argv[2]
import os
last = reads = versions = 0
while not os.path.exists(stop):
    con = duckdb.connect(path, read_only=True)
    sequence, in_members, in_versions = con.execute(
        "select (select sequence from answers.this_snapshot), (select max(value) from marts.persona_profiles where figure = 'members'),"
        " (select max(reason) from marts.persona_versions)").fetchall()[0]
    con.close()
    assert in_members == float(in_versions), f"mixed: {in_members} and {in_versions}"
    assert sequence >= last, f"went back from {last} to {sequence}"
    versions += sequence != last
    last = sequence
    reads += 1
print(reads, versions)
"""


def publish(ctx: Context, number: int) -> None:
    ctx.warehouse.query("update marts.persona_profiles set value = $n where figure = 'members'", {"n": number})
    ctx.warehouse.query("update marts.persona_versions set reason = $n", {"n": str(number)})
    publish_snapshot(ctx)


@pytest.mark.parametrize(
    "publishes", [pytest.param(3, id="3", marks=pytest.mark.slow), pytest.param(30, id="30", marks=pytest.mark.slow)]
)
def test_readers_during_publishes(filled: Context, unverified: None, tmp_path: Path, publishes: int) -> None:
    publish(filled, 0)
    stop = tmp_path / "stop"
    command = [sys.executable, "-c", READER, str(filled.workspace.published / "personas.duckdb"), str(stop)]
    readers = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2 if publishes < 10 else 4)
    ]
    try:
        for number in range(1, publishes + 1):
            publish(filled, number)
        time.sleep(0.5)
    finally:
        stop.touch()
        outcomes = [(*reader.communicate(timeout=60), reader.returncode) for reader in readers]
    for output, errors, code in outcomes:
        assert code == 0, errors
        reads, versions = map(int, output.split())
        assert reads > 0
        assert versions > 1


@pytest.mark.slow
def test_a_reader_that_stays_open_keeps_its_version(filled: Context, unverified: None) -> None:
    """The version it holds is even deleted from the disk meanwhile."""
    ctx = replace(filled, settings=KEEP_ONE)
    publish(ctx, 0)
    script = """
import sys, duckdb
con = duckdb.connect(sys.argv[1], read_only=True)
print(con.execute("select sequence from answers.this_snapshot").fetchall()[0][0], flush=True)
sys.stdin.readline()
print(con.execute("select (select sequence from answers.this_snapshot), count(*) from marts.persona_members").fetchall()[0], flush=True)
"""
    command = [sys.executable, "-c", script, str(filled.workspace.published / "personas.duckdb")]
    reader = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert reader.stdout is not None
    held = int(reader.stdout.readline())
    for number in (1, 2):
        publish(ctx, number)
    assert not list((filled.workspace.published / "snapshots").glob(f"{held:06d}-*"))
    output, _ = reader.communicate("go on\n", timeout=60)
    assert output.strip() == f"({held}, 600)"
