"""Plain clustering of the same people, for comparison: each peer is given the true number of groups.

What is not known is filled in, because none of them can do without: figures by the mean, words by "unknown".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

SEED, STARTS = 7, 10
RFM = ("recency_days", "frequency", "monetary")
FIGURES = (
    *RFM, "order_value", "pieces_per_order", "refund_share", "active_sessions", "pages_per_session", "mobile_share", "paid_share",
    "social_share", "email_share", "search_share", "cart_share", "purchase_share", "nps", "satisfaction",
)  # fmt: skip
SKEWED = (
    "recency_days",
    "frequency",
    "monetary",
    "order_value",
    "pieces_per_order",
    "active_sessions",
    "pages_per_session",
)


def figures(people: pd.DataFrame, names: tuple[str, ...]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Standardised, the skewed ones as logarithms, the mean where nothing is known."""
    from sklearn.preprocessing import StandardScaler

    table = people[list(names)].astype(float)
    for name in set(names) & set(SKEWED):
        table[name] = np.log1p(table[name].clip(lower=0))
    filled = table.fillna(table.mean()).fillna(0.0)
    return np.asarray(StandardScaler().fit_transform(filled))


def kmeans_rfm(people: pd.DataFrame, words: pd.DataFrame, number: int) -> np.ndarray[Any, Any]:
    """scikit-learn's KMeans on recency, frequency and monetary value."""
    from sklearn.cluster import KMeans

    return np.asarray(KMeans(number, n_init=STARTS, random_state=SEED).fit_predict(figures(people, RFM)))


def kmeans_all(people: pd.DataFrame, words: pd.DataFrame, number: int) -> np.ndarray[Any, Any]:
    """scikit-learn's KMeans on all figures."""
    from sklearn.cluster import KMeans

    return np.asarray(KMeans(number, n_init=STARTS, random_state=SEED).fit_predict(figures(people, FIGURES)))


def mixture(people: pd.DataFrame, words: pd.DataFrame, number: int) -> np.ndarray[Any, Any]:
    """scikit-learn's GaussianMixture on all figures, covariances of their own."""
    from sklearn.mixture import GaussianMixture

    model = GaussianMixture(number, covariance_type="full", n_init=3, reg_covar=1e-3, random_state=SEED)
    return np.asarray(model.fit_predict(figures(people, FIGURES)))


def mixture_diagonal(people: pd.DataFrame, words: pd.DataFrame, number: int) -> np.ndarray[Any, Any]:
    """The same with diagonal covariances."""
    from sklearn.mixture import GaussianMixture

    model = GaussianMixture(number, covariance_type="diag", n_init=3, reg_covar=1e-3, random_state=SEED)
    return np.asarray(model.fit_predict(figures(people, FIGURES)))


def k_modes(people: pd.DataFrame, words: pd.DataFrame, number: int) -> np.ndarray[Any, Any]:
    """k-modes (Huang 1998) on the words: main category, channel, medium, device and the last answers."""
    from kmodes.kmodes import KModes  # type: ignore[import-untyped]

    filled = words.fillna("unknown").to_numpy(dtype=str)
    return np.asarray(KModes(number, init="Cao", n_init=1, random_state=SEED).fit_predict(filled))


def k_prototypes(people: pd.DataFrame, words: pd.DataFrame, number: int) -> np.ndarray[Any, Any]:
    """k-prototypes (Huang 1998) on figures and words."""
    from kmodes.kprototypes import KPrototypes  # type: ignore[import-untyped]

    table = np.column_stack([figures(people, FIGURES).astype(object), words.fillna("unknown").to_numpy(dtype=object)])
    categorical = list(range(len(FIGURES), table.shape[1]))
    model = KPrototypes(number, init="Cao", n_init=1, random_state=SEED)
    return np.asarray(model.fit_predict(table, categorical=categorical))


PEERS: dict[str, Callable[[pd.DataFrame, pd.DataFrame, int], np.ndarray[Any, Any]]] = {
    "kmeans_rfm": kmeans_rfm, "kmeans_all": kmeans_all, "mixture": mixture, "mixture_diagonal": mixture_diagonal,
    "k_modes": k_modes, "k_prototypes": k_prototypes,
}  # fmt: skip
