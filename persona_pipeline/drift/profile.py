"""Has a persona's centre moved? All its features taken together, as one value per night."""

from dataclasses import dataclass

import numpy as np

from .arrays import Counts, Flags, Floats, any_of
from .history import History
from .reference import LARGEST_AUTOCORRELATION, Reference

LATEST_NIGHTS = 7
"""A feature whose reference fills up so many nights after the persona's share does is explanation only."""
_WINSOR = 6.0


@dataclass(frozen=True)
class Centre:
    """By night the standardised size of the move; ``watched`` by (night, feature), where the feature has a full reference and a trusted figure.

    ``freedom`` is how many independent features they are worth; ``middle``, ``spread`` and ``inflation`` are those that
    the score was calibrated with.
    """

    persona_id: str
    features: Counts
    z: Floats
    live: Flags
    watched: Flags
    freedom: float = 1.0
    middle: float = 0.0
    spread: float = 1.0
    inflation: float = 1.0


def centre_of(
    persona_id: str, history: History, reference: Reference, *, standard: Floats, live: Flags
) -> Centre | None:
    """The centre of a persona; None where it has no feature with a full reference.

    The statistic is the mean of the squared standardised shifts. Without a change it follows about chi-square(d) / d,
    with d from the correlation of the features (Satterthwaite; Bai and Saranadasa 1996 for why not Hotelling's T2 when
    nights are few against features), made normal by Wilson and Hilferty's cube root.

    ``standard`` are standardised differences, as ``reference.standardise`` gives them, ``live`` the nights after the
    reference whose figure can be trusted; both by (night, stream).
    """
    columns = _features(persona_id, history, reference)
    if not len(columns):
        return None
    used = np.clip(np.where(live | reference.in_reference, standard, np.nan)[:, columns], -_WINSOR, _WINSOR)
    present = np.isfinite(used)
    number = present.sum(axis=1)
    squared = np.where(present, used, 0.0) ** 2
    shift = squared.sum(axis=1) / np.maximum(number, 1)
    inside = reference.in_reference[:, columns].any(axis=1)
    dimension = _dimension(used[inside])
    freedom = dimension * np.maximum(number, 1) / len(columns)
    score = (np.cbrt(shift) - (1 - 2 / (9 * freedom))) / np.sqrt(2 / (9 * freedom))
    middle, spread, inflation = _calibration(score, inside & (number > 0))
    return Centre(
        persona_id,
        columns,
        np.where(number > 0, (score - middle) / spread / np.sqrt(inflation), np.nan),
        any_of(live[:, columns]),
        live[:, columns],
        dimension,
        middle,
        spread,
        inflation,
    )


def _features(persona_id: str, history: History, reference: Reference) -> Counts:
    share = history.index(persona_id, "active_share")
    full = _filled(reference, share) if share is not None else 0
    found = [
        column
        for column, stream in enumerate(history.streams)
        if stream.persona_id == persona_id
        and stream.measure.startswith("feature:")
        and reference.ready[column]
        and _filled(reference, column) <= full + LATEST_NIGHTS
    ]
    return np.array(found, dtype=np.int64)


def _filled(reference: Reference, column: int) -> int:
    """Row of the last night of the stream's reference."""
    return int(np.max(np.nonzero(reference.in_reference[:, column])[0], initial=0))


def _dimension(z: Floats) -> float:
    """How many independent features these are worth: (sum of eigenvalues)^2 / sum of their squares.

    Squared correlations of independent series average 1 / (nights - 1); that much is taken off.
    """
    features, nights = z.shape[1], len(z)
    filled = np.nan_to_num(z - np.nanmean(z, axis=0, where=np.isfinite(z)) if nights else z)
    spread = np.sqrt((filled**2).sum(axis=0))
    scaled = filled / np.where(spread > 0, spread, 1.0)
    off_diagonal = float(((scaled.T @ scaled) ** 2).sum() - (spread > 0).sum())
    chance = features * (features - 1) / max(nights - 1, 1)
    return float(features**2 / (features + max(off_diagonal - chance, 0.0)))


def _calibration(score: Floats, inside: Flags) -> tuple[float, float, float]:
    """Mean, spread and inflation by autocorrelation that the reference nights show; never below 0, 1 and 1."""
    known = score[inside]
    if len(known) < 3:
        return 0.0, 1.0, 1.0
    middle, spread = max(float(known.mean()), 0.0), max(float(known.std(ddof=1)), 1.0)
    centred = known - known.mean()
    power = float((centred**2).sum())
    rho = float((centred[1:] * centred[:-1]).sum()) / power + 1.0 / len(known) if power > 0 else 0.0
    rho = min(max(rho, 0.0), LARGEST_AUTOCORRELATION)
    return middle, spread, (1 + rho) / (1 - rho)
