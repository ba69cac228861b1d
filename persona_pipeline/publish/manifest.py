"""The manifest of a snapshot: what is in it, and the hash of every file. Plain JSON beside the data."""

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from persona_pipeline.basics.files import file_sha256

MANIFEST_NAME = "manifest.json"
DATABASE_NAME = "personas.duckdb"
PARQUET_FOLDER = "parquet"


@dataclass(frozen=True)
class PublishedTable:
    """One table of a snapshot: Parquet file (relative to the snapshot), rows, columns with types, hash of the file."""

    name: str
    file: str
    rows: int
    columns: dict[str, str]
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a snapshot holds. No clock time: the same night over the same facts has the same ``content_sha256``.

    ``cards`` are the files of the persona cards with the hash of each.
    """

    snapshot: str
    sequence: int
    as_of: str
    persona_version: int | None
    content_sha256: str
    code_version: str
    storage_version: str
    min_cell: int
    database_bytes: int
    database_sha256: str
    tables: tuple[PublishedTable, ...]
    cards: dict[str, str] = field(default_factory=dict)

    @property
    def night(self) -> date:
        return date.fromisoformat(self.as_of)

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n"
        (folder / MANIFEST_NAME).write_text(text, encoding="utf-8")

    def intact(self, folder: Path) -> bool:
        """Whether every file that the manifest names still has the bytes that were verified."""
        tables = {table.file: table.sha256 for table in self.tables}
        expected = {DATABASE_NAME: self.database_sha256, **tables, **self.cards}
        return all((folder / name).is_file() and file_sha256(folder / name) == sha for name, sha in expected.items())


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a folder; None where there is none or it cannot be read (such a folder is never trusted)."""
    try:
        found = json.loads((folder / MANIFEST_NAME).read_text(encoding="utf-8"))
        tables = tuple(PublishedTable(**table) for table in found.pop("tables"))
        return Manifest(tables=tables, **found)
    except (OSError, ValueError, TypeError, KeyError):
        return None
