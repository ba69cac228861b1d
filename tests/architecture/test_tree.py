"""What may stand in the repository: the fixed top level, files of a readable size, no traces of one machine."""

import ast
import json
import re
import tomllib
from pathlib import Path

from .tree import ASSETS, DOMAIN, ROOT, for_each, label, parsed, python_files, tracked_files

TOP_LEVEL = {
    ".ci", ".editorconfig", ".gitignore", ".pre-commit-config.yaml", "LICENSE", "Makefile", "README.md", "dagster.yaml",
    "pyproject.toml", "requirements.lock", "assets", "benchmarks", "docs", "expectations", "persona_pipeline", "tests",
}  # fmt: skip
LONGEST_LINES = 300
FIELDS_SPEAK = {
    DOMAIN / "settings" / "model.py",
    DOMAIN / "settings" / "source.py",
    DOMAIN / "settings" / "alerts.py",
}  # every field there has a description of its own
LARGEST_BYTES = 1_000_000
MACHINE = re.compile(r"(?<![\w.])/(?:home|root|Users|tmp|work|opt|mnt|private|workspace)/[A-Za-z0-9_.-]+")
TMP_IS_THE_POINT = {"tests/architecture/test_tree.py"}
REGISTRY = re.compile(
    r"https?://(?:[\w.-]*pypi[\w.-]*|files\.pythonhosted\.org|[\w.-]*index[\w.-]*/simple)|--(?:extra-)?index-url\s*[= ]\s*\S|--find-links|file://"
)
TEXT = {
    ".py",
    ".sql",
    ".toml",
    ".yaml",
    ".yml",
    ".md",
    ".lock",
    ".txt",
    ".json",
    ".cfg",
    ".j2",
    ".css",
    ".js",
    ".po",
    "",
}


def _texts() -> list[Path]:
    return [path for path in tracked_files() if path.suffix in TEXT]


def test_the_top_level_is_fixed() -> None:
    strange = sorted({path.relative_to(ROOT).parts[0] for path in tracked_files()} - TOP_LEVEL)
    assert not strange, "every entry at the top of the tree is a promise to newcomers; put it in a folder"


@for_each(python_files(DOMAIN, ASSETS))
def test_a_file_fits_in_a_head(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_LINES, f"{label(path)} has {lines} lines; split it by what it does"


def test_nothing_large_is_kept() -> None:
    large = [f"{label(p)}: {p.stat().st_size} bytes" for p in tracked_files() if p.stat().st_size > LARGEST_BYTES]
    assert not large, "generated data does not belong in the repository"


def test_no_path_of_one_machine() -> None:
    found = []
    for path in _texts():
        if label(path) in TMP_IS_THE_POINT:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            hit = MACHINE.search(line)
            if hit:
                found.append(f"{label(path)}:{number}: {hit.group()}")
    assert not found


def test_no_registry_is_named() -> None:
    found = []
    for path in _texts():
        if label(path) in TMP_IS_THE_POINT:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if REGISTRY.search(line):
                found.append(f"{label(path)}:{number}: {line.strip()[:100]}")
    assert not found, "where packages come from is the installing machine's business"


def test_the_lock_pins_everything_with_hashes() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    entries = re.split(r"\n(?=[a-z0-9])", lock, flags=re.IGNORECASE)[1:]
    assert len(entries) > 50
    loose = [
        entry.splitlines()[0] for entry in entries if "==" not in entry.splitlines()[0] or "--hash=sha256:" not in entry
    ]
    assert not loose
    assert re.search(r"^duckdb==1\.5\.\d+ ", lock, re.MULTILINE), (
        "DuckDB 1.5 is what is locked; 2.0 is tested beside it"
    )


def test_every_dependency_is_in_the_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = [
        *project["project"]["dependencies"],
        *(
            each
            for extra in ("dagster", "s3", "api", "sql")
            for each in project["project"]["optional-dependencies"][extra]
        ),
        *project["dependency-groups"]["dev"],
    ]
    locked = {
        name.lower().replace("_", "-")
        for name in re.findall(
            r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==", (ROOT / "requirements.lock").read_text(), re.MULTILINE
        )
    }
    missing = [entry for entry in asked if re.split(r"[<>=!~\[; ]", entry)[0].lower().replace("_", "-") not in locked]
    assert not missing, "run `make lock`"


@for_each(python_files(DOMAIN, ASSETS))
def test_a_file_says_what_belongs_in_it(path: Path) -> None:
    assert ast.get_docstring(parsed(path)), f"{label(path)}: the first docstring is a signpost"


@for_each(sorted({*python_files(DOMAIN)} - FIELDS_SPEAK))
def test_public_names_are_explained(path: Path) -> None:
    """Functions and classes that others use carry their contract; one of a line or two says it all by itself."""
    bare = [
        f"{label(path)}:{node.lineno} {node.name}"
        for node in parsed(path).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
        and _lines(node) > 4
        and not _is_record(node)
    ]
    assert not bare


def _is_record(node: ast.FunctionDef | ast.ClassDef) -> bool:
    """A dataclass of a few fields: their names say it."""
    return (
        isinstance(node, ast.ClassDef)
        and "dataclass" in ast.dump(ast.Module(node.decorator_list, []))
        and _lines(node) <= 12
    )


def _lines(node: ast.FunctionDef | ast.ClassDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


@for_each(sorted((ROOT / "expectations").rglob("*.json")))
def test_every_expectation_says_why(path: Path) -> None:
    suite = json.loads(path.read_text(encoding="utf-8"))
    for rule in suite["expectations"]:
        assert rule["severity"] in ("critical", "warning", "info"), rule
        for said in ("rule", "reason_code", "why"):
            assert str(rule["meta"][said]).strip(), f"{label(path)}: {rule['type']} does not say its {said}"


def test_dagster_settings_agree() -> None:
    """Both code_location_names: without them a sensor that is started by hand never ticks under `dg dev`."""
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    assert tool["dg"]["project"]["code_location_name"] == tool["dagster"]["code_location_name"]
    assert (
        tool["dg"]["project"]["code_location_target_module"] == tool["dagster"]["module_name"] == "assets.definitions"
    )
