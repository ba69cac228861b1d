"""Reading files: recognise the format, read strictly in a child process, map to the columns of raw.*, set aside what does not fit."""

from .check import Example, FileCheck, check_files
from .format import Format
from .formats import all_formats, formats_of
from .model import ReadDetails, ReadJob, ReadReport
from .parent import read_files

__all__ = [
    "Example",
    "FileCheck",
    "Format",
    "ReadDetails",
    "ReadJob",
    "ReadReport",
    "all_formats",
    "check_files",
    "formats_of",
    "read_files",
]
