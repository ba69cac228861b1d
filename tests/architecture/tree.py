"""The source tree as the architecture tests see it: files, imports, definitions. No rule stands here."""

import ast
import subprocess
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = ROOT / "persona_pipeline"
ASSETS = ROOT / "assets"
SQL = DOMAIN / "sql"


def label(path: Path) -> str:
    """The path as it is read from the top of the checkout."""
    return path.relative_to(ROOT).as_posix()


def python_files(*folders: Path) -> list[Path]:
    """All Python files of the folders, in order."""
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


@cache
def parsed(path: Path) -> ast.Module:
    """The file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports(path: Path, *, top_level_only: bool = False) -> Iterator[tuple[str, int]]:
    """(module, line) for each absolute import; relative ones stay inside their package by ruff's rule."""
    tree = parsed(path)
    for node in _run_at_import(tree) if top_level_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, node.lineno


def _run_at_import(tree: ast.AST) -> Iterator[ast.AST]:
    """Nodes that run when the module is imported: not function bodies, not `if TYPE_CHECKING:`."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        yield node
        yield from _run_at_import(node)


def tracked_files() -> list[Path]:
    """Files that are in the repository, or would be with the next commit; empty outside a git checkout."""
    answer = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if answer.returncode:
        return []
    return sorted({ROOT / name for name in answer.stdout.split("\0") if name and (ROOT / name).is_file()})


def for_each(paths: Iterable[Path]) -> Callable[[Callable[[Path], None]], Callable[[], None]]:
    """Make one test of a test of one file: it looks at all of them and names each that fails.

    Thousands of parametrised tests cost more in bookkeeping than in looking.
    """

    def decorate(test: Callable[[Path], None]) -> Callable[[], None]:
        def run() -> None:
            failures = []
            for path in paths:
                try:
                    test(path)
                except AssertionError as error:
                    failures.append(f"{label(path)}: {error}")
            assert not failures, "\n\n".join(failures)

        run.__name__, run.__doc__, run.__module__ = test.__name__, test.__doc__, test.__module__
        return run

    return decorate
