"""Do the personas say something about real people? Stability, silhouette, and what they add to RFM quintiles about the future.

Personas and target groups are fitted on what was known on a day. What the same people spent, and whether they came back, in
the 90 days after is then predicted for people who were left out (five folds): from the three RFM scores alone (quintiles, one
indicator each), from persona and target group alone, and from all of them.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from persona_pipeline.personas.fit import fit_personas
from persona_pipeline.personas.space import keep_night
from persona_pipeline.personas.told_groups import keep_group_members

from .real import AHEAD_DAYS, SHOPS, Real, data, opened
from .results import table
from .shops import text

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from persona_pipeline.context import Context
    from persona_pipeline.personas import Definition

SEED, FOLDS = 7, 5
LIFTS = ("lift_over_rfm_spend", "lift_over_rfm_repeat")
RFM = ("r_score", "f_score", "m_score")
SETS = {
    "rfm": RFM, "personas": ("persona_id",), "groups": ("group_id",),
    "rfm_personas": (*RFM, "persona_id"), "rfm_groups": (*RFM, "group_id"),
}  # fmt: skip


def run(folder: Path) -> dict[str, float]:
    """Figures by name. ``lift_over_rfm_spend``: the smallest, over the data sets, of R2(RFM and groups) / R2(RFM) - 1, where
    R2 is that of ln(1 + spend in the next 90 days) among people who were left out."""
    if data() is None:
        print("the public data sets are not there; nothing is measured")
        return {}
    figures: dict[str, float] = {}
    for real in SHOPS:
        figures |= {f"{name}_{real.name}": value for name, value in measure(real, folder).items()}
    lift = {name: [figures[f"{name}_{real.name}"] for real in SHOPS] for name in LIFTS}
    return figures | {name: min(values) for name, values in lift.items()}


def measure(real: Real, folder: Path) -> dict[str, float]:
    """All figures of one data set; prints them."""
    with opened(real, folder) as ctx:
        definition = fit_personas(ctx, real.as_of, seed=SEED)
        people = _ahead(ctx, definition)
    chosen = next(each for each in definition.choice.candidates if each.personas == definition.choice.personas)
    cap = definition.choice.cap
    spend = {name: _r2(people, columns) for name, columns in SETS.items()}
    back = {name: _auc(people, columns) for name, columns in SETS.items()}
    print(f"{real.name}: {len(people):,} buyers, {definition.choice.reason}")
    table(
        ("persona", "people", "name and gist"),
        [(p.persona_id, p.people, f"{p.name}: {p.gist}") for p in definition.personas],
    )
    table(
        ("predicted from", "R2 of ln spend", "AUC of coming back"), [(name, spend[name], back[name]) for name in SETS]
    )
    return {
        "personas": float(len(definition.personas)),
        "right_number": float(cap.right if cap else 0),
        "silhouette": chosen.separation,
        "stability": chosen.stability,
        "smallest_jaccard": min(chosen.returning),
        "valley": chosen.valley or 0.0,
        "lift_over_rfm_spend": spend["rfm_groups"] / spend["rfm"] - 1,
        "lift_over_rfm_spend_personas": spend["rfm_personas"] / spend["rfm"] - 1,
        "lift_over_rfm_repeat": back["rfm_groups"] - back["rfm"],
        **{f"r2_spend_{name}": value for name, value in spend.items()},
        **{f"auc_repeat_{name}": value for name, value in back.items()},
    }


def _ahead(ctx: Context, definition: Definition) -> pd.DataFrame:
    """Buyers of the picture with scores, persona, target group (as the night places them) and their next 90 days."""
    keep_night(ctx.warehouse, definition)
    ctx.warehouse.replace_night("marts.persona_members", ctx.as_of, {"version": 1})
    keep_group_members(ctx, definition.groups)
    params = {"as_of": ctx.as_of, "until": ctx.as_of + timedelta(days=AHEAD_DAYS)}
    return ctx.warehouse.con.execute(text("ahead"), params).df()


def _indicators(people: pd.DataFrame, columns: tuple[str, ...]) -> np.ndarray[Any, Any]:
    import pandas as pd

    return np.asarray(pd.get_dummies(people[list(columns)].astype(str)), dtype=float)


def _r2(people: pd.DataFrame, columns: tuple[str, ...]) -> float:
    from sklearn.linear_model import Ridge
    from sklearn.metrics import r2_score
    from sklearn.model_selection import KFold, cross_val_predict

    spend = np.log1p(people["spend"].clip(lower=0).to_numpy())
    folds = KFold(FOLDS, shuffle=True, random_state=SEED)
    return float(r2_score(spend, cross_val_predict(Ridge(1.0), _indicators(people, columns), spend, cv=folds)))


def _auc(people: pd.DataFrame, columns: tuple[str, ...]) -> float:
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import KFold, cross_val_predict

    back = people["came_back"].to_numpy(dtype=int)
    model = LogisticRegression(max_iter=1_000)
    folds = KFold(FOLDS, shuffle=True, random_state=SEED)
    chances = cross_val_predict(model, _indicators(people, columns), back, cv=folds, method="predict_proba")[:, 1]
    return float(roc_auc_score(back, chances))
