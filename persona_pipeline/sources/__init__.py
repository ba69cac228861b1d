"""Reading files: recognise the format, read strictly in a child process, map to the columns of raw.*, set aside what does not fit."""

from .check import UNKNOWN, check_files
from .details import Detail, read_details
from .figures import currencies_refused, currencies_taken
from .file_check import Example, FileCheck, as_json
from .format import Format
from .formats import all_formats, formats_of
from .model import ReadDetails, ReadJob, ReadReport
from .parent import read_files
from .rates import Rate, read_rates, write_spans

__all__ = [
    "UNKNOWN",
    "Detail",
    "Example",
    "FileCheck",
    "Format",
    "Rate",
    "ReadDetails",
    "ReadJob",
    "ReadReport",
    "all_formats",
    "as_json",
    "check_files",
    "currencies_refused",
    "currencies_taken",
    "formats_of",
    "read_details",
    "read_files",
    "read_rates",
    "write_spans",
]
