"""The grid of segments: complete, free of overlap, and in the order that its names promise."""

import itertools

import pytest

from persona_pipeline.rfm import GRID, SEGMENTS, fm_score, segment_of

SCORES = range(1, 6)


def test_every_cell_has_one_name() -> None:
    assert set(GRID) == set(itertools.product(SCORES, SCORES))
    assert len(GRID) == 25


def test_every_name_is_used_and_every_segment_hangs_together() -> None:
    assert sorted(SEGMENTS) == sorted(set(GRID.values()))
    for segment in SEGMENTS:
        cells = {cell for cell, name in GRID.items() if name == segment}
        seen, front = set(), {min(cells)}
        while front:
            seen |= front
            front = {(r + dr, f + df) for r, f in front for dr in (-1, 0, 1) for df in (-1, 0, 1)} & cells - seen
        assert seen == cells, f"{segment} lies in two places of the grid"


@pytest.mark.parametrize(("r", "f", "m"), list(itertools.product(SCORES, SCORES, SCORES)))
def test_every_score_of_three_has_a_segment(r: int, f: int, m: int) -> None:
    assert segment_of(r, f, m) == GRID[r, fm_score(f, m)]
    assert fm_score(f, m) == int((f + m) / 2 + 0.5)


@pytest.mark.parametrize("scores", [(0, 1, 1), (1, 6, 1), (1, 1, 0), (6, 5, 5), (1, 0, 2)])
def test_other_scores_are_refused(scores: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="scores of 1 to 5"):
        segment_of(*scores)


def test_names_mean_what_they_say() -> None:
    recency = {segment: [r for (r, _), name in GRID.items() if name == segment] for segment in SEGMENTS}
    worth = {segment: [fm for (_, fm), name in GRID.items() if name == segment] for segment in SEGMENTS}
    assert min(recency["Champions"]) >= 4
    assert min(worth["Champions"]) >= 4
    assert max(worth["New customers"]) == 1
    assert min(recency["New customers"]) == 5
    assert max(recency["Cannot lose them"]) == 1
    assert min(worth["Cannot lose them"]) >= 4
    assert (max(recency["Lost"]), max(worth["Lost"])) == (1, 1)
