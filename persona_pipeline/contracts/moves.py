"""marts, continued: who moved between personas, and what a change in figures is made of."""

from .table import Table

TABLES: tuple[Table, ...] = ()
