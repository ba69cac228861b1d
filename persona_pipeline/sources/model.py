"""What reading is asked (ReadJob), what it answers (ReadReport), and how a file is refused (FileRefused)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from persona_pipeline.basics.addresses import without_addresses
from persona_pipeline.settings import Source


@dataclass(frozen=True)
class ReadJob:
    """One file to read: where it lies (``path``), what people call it (``file_name``), and where results go.

    ``rates`` are spans of exchange rates as ``write_spans`` leaves them, inside ``out_dir``; without them every other currency
    than ``currency`` is refused.
    """

    load_id: str
    source: Source
    path: Path
    file_name: str
    shop_timezone: str
    currency: str
    out_dir: Path
    rates: Path | None = None

    @property
    def folder(self) -> Path:
        """The folder of this load's results."""
        return self.out_dir / self.load_id

    def to_json(self) -> str:
        fields = {
            **self.__dict__,
            "source": self.source.model_dump(mode="json"),
            "path": str(self.path),
            "out_dir": str(self.out_dir),
            "rates": str(self.rates) if self.rates else None,
        }
        return json.dumps(fields)

    @classmethod
    def from_json(cls, text: str) -> ReadJob:
        fields = json.loads(text)
        fields.update(source=Source(**fields["source"]), path=Path(fields["path"]), out_dir=Path(fields["out_dir"]))
        fields["rates"] = Path(fields["rates"]) if fields["rates"] else None
        return cls(**fields)


@dataclass(frozen=True)
class ReadDetails:
    """How the file was understood, for people: why this format, which header became which column, how many are missing.

    ``lacking`` names what is missing, of a file with ``headers``; ``timezone`` is the zone of times without an offset, ``texts`` the question as people read it by header, ``asked`` the
    headers of each question id, ``values`` the kind of values by header, ``set_aside`` the refused records that nobody meant to send (previews, half answers).
    ``cut_off`` says how a file ends in the middle of a row, as one that is still being written does; empty where it ends well.
    """

    why: str = ""
    container: str = ""
    encoding: str = ""
    delimiter: str = ""
    strict: bool = False
    columns: dict[str, str] = field(default_factory=dict)
    unmapped: tuple[str, ...] = ()
    missing: int = 0
    lacking: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    timezone: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    asked: dict[str, list[str]] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    set_aside: int = 0
    cut_off: str = ""


@dataclass(frozen=True)
class ReadReport:
    """What became of one file. A file with a header and no rows is one of 0 rows; its days are None.

    Either ``accepted`` is a Parquet file with exactly the columns of raw.<kind> (possibly with no rows) and ``refused``
    is one with exactly those of quarantine.<kind> or None where nothing was refused; or ``error`` and ``error_code`` say
    why the whole file was refused, and both are None. Always ``rows_in == rows_accepted + rows_refused``.
    """

    load_id: str
    format: str
    rows_in: int
    rows_accepted: int
    rows_refused: int
    accepted: Path | None
    refused: Path | None
    first_day: date | None
    last_day: date | None
    error: str | None
    error_code: str | None
    details: ReadDetails = ReadDetails()

    def to_json(self) -> str:
        return json.dumps(asdict(self), default=str)

    @classmethod
    def from_json(cls, text: str) -> ReadReport:
        fields: dict[str, Any] = json.loads(text)
        for name in ("accepted", "refused"):
            fields[name] = Path(fields[name]) if fields[name] else None
        for name in ("first_day", "last_day"):
            fields[name] = date.fromisoformat(fields[name]) if fields[name] else None
        details = fields["details"]
        fields["details"] = ReadDetails(
            **{**details, **{name: tuple(details[name]) for name in ("unmapped", "lacking", "headers")}}
        )
        return cls(**fields)


def refusal(
    job: ReadJob, code: str, error: str, *, format_name: str = "", details: ReadDetails | None = None
) -> ReadReport:
    """The report of a file that was refused whole; its words hold no e-mail address."""
    return ReadReport(
        load_id=job.load_id,
        format=format_name or job.source.format,
        rows_in=0,
        rows_accepted=0,
        rows_refused=0,
        accepted=None,
        refused=None,
        first_day=None,
        last_day=None,
        error=without_addresses(error),
        error_code=code,
        details=details or ReadDetails(),
    )


class FileRefused(Exception):
    """The whole file cannot be used: what was found, on which line and column, what was expected, how to mend it."""

    def __init__(
        self,
        code: str,
        *,
        found: str,
        expected: str,
        mend: str,
        line: int | None = None,
        column: str | None = None,
        missing: int = 0,
        lacking: tuple[str, ...] = (),
        headers: tuple[str, ...] = (),
        format_name: str = "",
        cut_off: str = "",
    ) -> None:
        super().__init__(code)
        self.cut_off = cut_off
        self.code, self.missing, self.lacking, self.format_name = code, missing, lacking, format_name
        self.headers = headers
        self.found, self.expected, self.mend = found, expected, mend
        self.line, self.column = line, column

    def message(self, file_name: str) -> str:
        """One line for people and logs."""
        place = file_name if self.line is None else f"{file_name}:{self.line}"
        column = f" column {self.column}:" if self.column else ""
        return f"{place}:{column} found {self.found}; expected {self.expected}. Mend: {self.mend}"
