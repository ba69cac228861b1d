"""Dagster for persona-pipeline: one asset per table, and when, in which order and under which gates they are refreshed.

What an asset computes stands in ``persona_pipeline``; nothing here does more than call it and report. ``definitions.py``
puts everything together; start reading there.
"""
