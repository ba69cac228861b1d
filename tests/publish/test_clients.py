"""Older and newer DuckDB clients read the published file, in environments of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

READ = """
import json, sys, duckdb
con = duckdb.connect(sys.argv[1], read_only=True)
views = [row[0] for row in con.execute("select view_name from duckdb_views() where schema_name = 'answers'").fetchall()]
print(json.dumps({
    "version": duckdb.__version__,
    "personas": con.execute("select persona_id, customers, verdict from answers.personas_tonight").fetchall(),
    "comment": con.execute("select comment from duckdb_tables() where schema_name = 'marts' and table_name = 'personas'").fetchall()[0][0],
    "views": {view: con.execute(f"select count(*) from answers.{view}").fetchall()[0][0] for view in views},
    "parquet": con.execute("select count(*) from read_parquet($file)", {"file": sys.argv[2]}).fetchall()[0][0],
}))
"""


@pytest.mark.slow
@pytest.mark.parametrize("version", ["1.4.5", "1.5.6", "2.0.0"])
def test_a_client_reads_the_file(published: Path, tmp_path: Path, version: str) -> None:
    python = _client(tmp_path, version)
    command = [
        str(python),
        "-c",
        READ,
        str(published / "personas.duckdb"),
        str(published / "parquet" / "marts.persona_members.parquet"),
    ]
    output = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    found = json.loads(output)
    assert found["version"] == version
    assert found["personas"] == [["P01", 270, "keep"], ["P02", 180, "re-evaluate"], ["P03", 150, "watch"]]
    assert found["comment"].startswith("The personas of the accepted version")
    assert min(found["views"].values()) > 0
    assert len(found["views"]) == 9
    assert found["parquet"] == 600


def _client(folder: Path, version: str) -> Path:
    """Python of a fresh environment with that DuckDB; the test is skipped where it cannot be installed."""
    python = folder / "client" / "bin" / "python"
    quiet = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "client")], check=True, timeout=120)
    target = ["--python", str(python)]
    for install in (
        [sys.executable, "-m", "uv", "pip", "install", "-q", *target],
        [sys.executable, "-m", "pip", *target, "install", "-q"],
    ):
        done = subprocess.run(
            [*install, f"duckdb=={version}"], capture_output=True, text=True, env=quiet, check=False, timeout=300
        )
        if done.returncode == 0:
            return python
    pytest.skip(f"duckdb {version} cannot be installed here: {done.stderr.strip()[-200:]}")
