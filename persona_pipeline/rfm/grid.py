"""The grid of segments: recency score by frequency-and-money score, every cell named once, and only here."""

Scores = tuple[int, int, int, int, int]
SCORES: Scores = (1, 2, 3, 4, 5)

# Rows: recency score, 5 bought last. Columns: rounded mean of frequency and monetary score, 1 to 5.
_ROWS: dict[int, tuple[str, str, str, str, str]] = {
    5: ("New customers", "Potential loyalists", "Potential loyalists", "Champions", "Champions"),
    4: ("Promising", "Potential loyalists", "Loyal", "Loyal", "Champions"),
    3: ("About to sleep", "Needs attention", "Needs attention", "Loyal", "Loyal"),
    2: ("Hibernating", "About to sleep", "At risk", "At risk", "At risk"),
    1: ("Lost", "Hibernating", "At risk", "Cannot lose them", "Cannot lose them"),
}

GRID: dict[tuple[int, int], str] = {
    (r_score, fm_score): segment
    for r_score, row in _ROWS.items()
    for fm_score, segment in zip(SCORES, row, strict=True)
}
"""(r_score, fm_score) -> segment, for all 25 cells."""

SEGMENTS: tuple[str, ...] = tuple(dict.fromkeys(GRID.values()))
"""Every segment once, from the most recent row down."""


def fm_score(f_score: int, m_score: int) -> int:
    """Mean of both scores in whole numbers, halves up."""
    return (f_score + m_score + 1) // 2


def segment_of(r_score: int, f_score: int, m_score: int) -> str:
    """Segment of three scores of 1 to 5.

    Raises:
        ValueError: if a score is not one of 1 to 5.
    """
    cell = (r_score, fm_score(f_score, m_score))
    if not {r_score, f_score, m_score} <= set(SCORES):
        raise ValueError(f"expected scores of 1 to 5, found R{r_score} F{f_score} M{m_score}")
    return GRID[cell]
