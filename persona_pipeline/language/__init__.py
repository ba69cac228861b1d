"""The reader's language: translations, and the forms of numbers, dates and amounts."""

from .language import (
    LANGUAGES,
    LONGEST_NAME,
    MINUS,
    NAMES,
    Code,
    Language,
    Part,
    catalog_of,
    clip,
    language_of,
    marked,
    translate_any,
)

__all__ = [
    "LANGUAGES",
    "LONGEST_NAME",
    "MINUS",
    "NAMES",
    "Code",
    "Language",
    "Part",
    "catalog_of",
    "clip",
    "language_of",
    "marked",
    "translate_any",
]
