"""marts, continued: the persona cards, line by line with their evidence."""

from .table import Table

TABLES: tuple[Table, ...] = ()
