"""Find the .sql files of the package: one statement each, named after the table that it fills."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable


@cache
def statement(name: str) -> str:
    """Text of ``persona_pipeline/sql/<name>.sql``; the name uses slashes: ``marts/rfm_segments``.

    Raises:
        FileNotFoundError: if there is no such file.
    """
    path = _path(name)
    if not path.is_file():
        raise FileNotFoundError(f"no statement persona_pipeline/sql/{name}.sql")
    return path.read_text(encoding="utf-8")


def is_statement(name: str) -> bool:
    """Whether there is a file ``persona_pipeline/sql/<name>.sql``."""
    return _path(name).is_file()


def _path(name: str) -> Traversable:
    return files("persona_pipeline").joinpath("sql", *f"{name}.sql".split("/"))
