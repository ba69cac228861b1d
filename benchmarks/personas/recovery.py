"""Are the true personas found? Generated shops from easy to hard, beside plain clustering of the same people in the same run.

Everybody counts who is a member on the last day, also those of whom one visit is known. Ours may not use more personas than
there are; the peers are told how many there are. The number of personas is asked of the same fit with room for eight.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from persona_pipeline.features import keep
from persona_pipeline.personas.fit import fit_personas
from persona_pipeline.personas.space import keep_night

from .peers import PEERS
from .results import table
from .shops import AS_OF, Shop, opened

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from persona_pipeline.context import Context

EASY = tuple(
    Shop(personas, overlap, seed=seed)
    for personas, overlap, seed in (
        (2, 0.0, 7), (2, 0.15, 11), (3, 0.0, 7), (3, 0.15, 11), (3, 0.15, 23),
        (4, 0.0, 7), (4, 0.15, 11), (5, 0.0, 7), (5, 0.15, 11), (5, 0.15, 23),
    )
)  # fmt: skip
HARD = tuple(
    Shop(personas, overlap, missing, seed)
    for personas, overlap, missing, seed in (
        (3, 0.15, 0.3, 11), (3, 0.15, 0.6, 11), (4, 0.15, 0.6, 11), (5, 0.15, 0.3, 11),
        (3, 0.4, 0.0, 7), (3, 0.4, 0.6, 7), (5, 0.4, 0.3, 7),
        (2, 0.7, 0.0, 7), (3, 0.7, 0.3, 7), (4, 0.7, 0.0, 7),
        (3, 1.0, 0.0, 7), (5, 1.0, 0.6, 7),
    )
)  # fmt: skip
SEEDS = 7


@dataclass(frozen=True)
class Found:
    """What came out of one shop: agreement with the truth by method, and the number of personas that was right to us."""

    shop: Shop
    ari: dict[str, float]
    number: int
    seconds: float


def run(folder: Path) -> dict[str, float]:
    """Figures by name; prints a row a shop."""
    found = []
    for shop in (*EASY, *HARD):
        found.append(measure(shop, folder))
        print(".", end="", flush=True)
    print()
    methods = list(found[0].ari)
    head = ("personas overlap missing seed", *methods, "number", "seconds")
    table(head, [_row(each, methods) for each in found])
    easy = found[: len(EASY)]
    lead = [each.ari["ours"] - max(value for name, value in each.ari.items() if name != "ours") for each in found]
    return {
        "ari_separable_min": min(each.ari["ours"] for each in easy),
        "ari_separable_mean": sum(each.ari["ours"] for each in easy) / len(easy),
        "ari_mean": sum(each.ari["ours"] for each in found) / len(found),
        "ari_minus_best_peer_min": min(lead),
        "ari_minus_best_peer_mean": sum(lead) / len(lead),
        "right_count_share": sum(each.number == each.shop.personas for each in easy) / len(easy),
        "shops": float(len(found)),
    }


def measure(shop: Shop, folder: Path) -> Found:
    """One shop: fit, assign as every night does, and the peers on the members."""
    from sklearn.metrics import adjusted_rand_score

    with opened(shop, folder, max_personas=shop.personas) as ctx:
        started = time.perf_counter()
        definition = fit_personas(ctx, AS_OF, seed=SEEDS)
        seconds = time.perf_counter() - started
        keep_night(ctx.warehouse, definition)
        keep(ctx.warehouse, "members", "marts/persona_members", {"as_of": AS_OF, "version": 1})
        people, words = _frames(ctx)
    truth = people["truth"]
    ari = {"ours": float(adjusted_rand_score(truth, people["persona_id"]))}
    ari |= {name: float(adjusted_rand_score(truth, peer(people, words, shop.personas))) for name, peer in PEERS.items()}
    cap = definition.choice.cap
    return Found(shop, ari, cap.right if cap else 0, seconds)


def _frames(ctx: Context) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Members with their features, persona and truth; and their main choices and last answers as words."""
    from .shops import text

    con = ctx.warehouse.con
    people = con.execute(text("members_with_truth")).df()
    said = con.execute(text("words")).df()
    words = said.set_index(["customer_key", "question"])["value"].unstack()  # noqa: PD010 (nothing to aggregate)
    words = words.reindex(people["customer_key"])
    return people, words


def _row(each: Found, methods: list[str]) -> list[object]:
    shop = each.shop
    name = f"{shop.personas} {shop.overlap} {shop.missing} {shop.seed}"
    return [name, *(each.ari[method] for method in methods), each.number, each.seconds]
