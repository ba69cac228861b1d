"""The face of a persona: a small drawing that needs no other file, says nothing about anybody, and is the same every night."""

from html import escape

from .safe import tidy

GROUNDS = ("#3b6ea5", "#b3541e", "#3a7d44", "#7a4e8a", "#a03a4b", "#4f6d7a", "#8a6d1f", "#2f7f7f")
"""A ground a persona, by its number; all dark enough for a pale head to stand out."""
_SHIRTS = ("#dfe7ef", "#f3e3d6", "#dfeee2", "#eadff0")
_HAIR = (
    "M30 46 Q30 22 50 22 Q70 22 70 46 Q62 34 50 34 Q38 34 30 46 Z",
    "M29 50 Q26 20 52 21 Q74 24 71 50 Q68 36 56 33 Q40 40 29 50 Z",
    "M30 46 Q28 22 50 22 Q72 22 70 46 Q64 40 50 39 Q36 40 30 46 Z",
)


def face(persona_id: str, label: str) -> str:
    """The drawing as SVG, 100 by 100; ``label`` is what a screen reader says."""
    number = int(persona_id[1:])
    ground = GROUNDS[(number - 1) % len(GROUNDS)]
    shirt = _SHIRTS[(number - 1) % len(_SHIRTS)]
    hair = _HAIR[(number - 1) % len(_HAIR)]
    name = escape(tidy(label), quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="96" height="96" role="img" aria-label="{name}">'
        f'<rect width="100" height="100" rx="12" fill="{ground}"/>'
        f'<path d="M18 100 Q20 72 50 72 Q80 72 82 100 Z" fill="{shirt}"/>'
        '<rect x="43" y="60" width="14" height="16" rx="6" fill="#d9d4cc"/>'
        '<ellipse cx="50" cy="43" rx="23" ry="22" fill="#5b5750"/><ellipse cx="50" cy="48" rx="19" ry="22" fill="#e6e1d9"/>'
        f'<path d="{hair}" fill="#5b5750"/>'
        '<circle cx="42" cy="48" r="2.2" fill="#3a3733"/><circle cx="58" cy="48" r="2.2" fill="#3a3733"/>'
        '<path d="M43 58 Q50 62 57 58" fill="none" stroke="#3a3733" stroke-width="2" stroke-linecap="round"/>'
        "</svg>\n"
    )
