"""Who may import whom: tests -> assets -> persona_pipeline, never back; heavy libraries only inside functions."""

from pathlib import Path

from .tree import ASSETS, DOMAIN, ROOT, for_each, imports, label, python_files

HEAVY = ("great_expectations", "sklearn", "scipy", "pandas", "altair", "pyarrow", "duckdb")
HEAVY_IN_ASSETS = ("great_expectations", "sklearn", "scipy", "pandas", "altair", "pyarrow")
CODE_RUNNERS = ("pickle", "joblib", "cloudpickle", "dill", "shelve", "marshal")
DUCKDB_IS_FINE = {"duckdb"}


def _names(module: str, banned: tuple[str, ...]) -> bool:
    return module.partition(".")[0] in banned


@for_each(python_files(DOMAIN))
def test_the_domain_knows_nothing_of_dagster(path: Path) -> None:
    found = [
        f"{label(path)}:{line}: {module}"
        for module, line in imports(path)
        if _names(module, ("dagster", "assets", "tests"))
    ]
    assert not found, "persona_pipeline must work from a Python prompt, without Dagster"


@for_each(python_files(DOMAIN))
def test_heavy_libraries_are_imported_inside_functions(path: Path) -> None:
    heavy = tuple(name for name in HEAVY if name not in DUCKDB_IS_FINE)
    found = [f"{label(path)}:{line}: {m}" for m, line in imports(path, top_level_only=True) if _names(m, heavy)]
    assert not found, "imports of these take seconds; the code server and `--help` must not wait for them"


@for_each(python_files(ASSETS))
def test_assets_never_touch_heavy_libraries(path: Path) -> None:
    found = [f"{label(path)}:{line}: {m}" for m, line in imports(path) if _names(m, HEAVY_IN_ASSETS)]
    assert not found, "assets/ only wires; the work is in persona_pipeline"


@for_each(python_files(ASSETS))
def test_assets_keep_their_annotations(path: Path) -> None:
    assert "__future__" not in {module for module, _ in imports(path)}, "Dagster reads annotations at run time"


@for_each(python_files(DOMAIN, ASSETS, ROOT / "benchmarks"))
def test_nothing_loads_what_can_run_code(path: Path) -> None:
    found = [f"{label(path)}:{line}: {m}" for m, line in imports(path) if _names(m, CODE_RUNNERS)]
    assert not found, "loading a pickle runs code; models are readable JSON (promise P19)"
