"""marts, continued: what became of each persona when the personas were fitted again."""

from .table import Table

TABLES: tuple[Table, ...] = ()
