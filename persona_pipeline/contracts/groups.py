"""marts, continued: target groups, how many personas were chosen and why, and what the cap on their number costs."""

from .table import Table

TABLES: tuple[Table, ...] = ()
