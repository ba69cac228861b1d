"""What marketing ops looks at: static pages in English and Dutch that need no network, no script and no server."""

from persona_pipeline.language import LANGUAGES, Language, language_of

from .stage import write_pages

__all__ = ["LANGUAGES", "Language", "language_of", "write_pages"]
