"""The languages that people are told things in, by code: settings name them, and words exist in each."""

from typing import Literal, get_args

Code = Literal["en", "nl"]
LANGUAGES: tuple[Code, ...] = get_args(Code)
