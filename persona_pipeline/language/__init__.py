"""The reader's language: translations, and the forms of numbers, dates and amounts."""

from persona_pipeline.basics.codes import LANGUAGES, Code

from .language import (
    LONGEST_NAME,
    MINUS,
    NAMES,
    Language,
    Part,
    catalog_of,
    clip,
    language_of,
    marked,
    translate_any,
    with_marks,
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
    "with_marks",
]
