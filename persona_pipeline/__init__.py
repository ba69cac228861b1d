"""persona-pipeline: a nightly pipeline that keeps buyer personas true. The domain; it imports no Dagster."""

__version__ = "0.1.0"
