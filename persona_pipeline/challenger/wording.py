"""Whether new personas would describe customers better: one sentence in English or Dutch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from persona_pipeline.drift import Text, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from persona_pipeline.language import Code

_FIGURES = Text(
    "{gain}% (very likely between {low} and {high}; chance alone gives up to {chance})",
    "{gain}\N{NO-BREAK SPACE}% (zeer waarschijnlijk tussen {low} en {high}; toeval alleen geeft tot {chance})",
)
_BETTER = Text(
    "New personas would describe customers better: the differences that they leave unexplained between customers shrink by {figures}.",
    "Nieuwe persona’s zouden klanten beter beschrijven: de verschillen tussen klanten die zij onverklaard laten, krimpen met {figures}.",
)
_CHANCE = Text(
    "New personas would describe customers no better than chance of the sample explains: the gain is {figures}.",
    "Nieuwe persona’s zouden klanten niet beter beschrijven dan het toeval van de steekproef verklaart: de winst is {figures}.",
)
_SMALL = Text(
    "New personas would describe customers only a little better, less than the {least}% that matters: the gain is {figures}.",
    "Nieuwe persona’s zouden klanten maar weinig beter beschrijven, minder dan de {least}\N{NO-BREAK SPACE}% die ertoe doet: de winst is "
    "{figures}.",
)
_NUMBER = Text(
    " There would be {new} personas instead of {old}; that alone gives {usual}%.",
    " Er zouden {new} persona’s zijn in plaats van {old}; dat alleen al geeft {usual}\N{NO-BREAK SPACE}%.",
)
_TOO_FEW = Text(
    "There are too few customers to say whether new personas would describe them better.",
    "Er zijn te weinig klanten om te zeggen of nieuwe persona’s hen beter zouden beschrijven.",
)

REJECTED = Text(
    " These new personas were proposed as version {version} and rejected on {day}, so there is nothing to decide.",
    " Deze nieuwe persona’s zijn voorgesteld als versie {version} en afgewezen op {day}; er is dus niets te beslissen.",
)


def sentence(row: Mapping[str, Any], language: Code) -> str:
    """The sentence from a row of marts.persona_challengers."""
    if row["gain"] is None:
        return _TOO_FEW(language)
    figures = _FIGURES(
        language,
        gain=_percent(row["gain"], language),
        low=_percent(row["gain_low"], language),
        high=_percent(row["gain_high"], language),
        chance=_percent(row["chance"], language),
    )
    text = {"better": _BETTER, "small": _SMALL}.get(row["outcome"], _CHANCE)
    said = text(language, figures=figures, least=number(row["smallest"], language, digits=1))
    if row["personas"] == row["reference_personas"]:
        return said
    counts = {"new": str(row["personas"]), "old": str(row["reference_personas"])}
    return said + _NUMBER(language, **counts, usual=_percent(row["number_gain"], language))


def _percent(value: float, language: Code) -> str:
    return number(value, language, digits=1)
