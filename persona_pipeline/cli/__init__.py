"""The command line: the same things that Dagster does, for people, scripts and cron."""

from .app import main

__all__ = ["main"]
