"""Assets of the layer ``marts``: the night's picture of the customers, held against the one that people accepted."""

import dagster as dg

from .resources import NightResource
from .stages import Results, refresh, stage_assets, table

FITTING = ("duckdb", "scikitlearn", "python")
MEASURING = ("duckdb", "sql", "python")
PEOPLE = ("marts.persona_members", "marts.personas", "marts.customer_features", "core.identities")
ANSWERING = ("marts.response_quality", *PEOPLE, "core.answers", "core.responses")
WEIGHING = ("duckdb", "sql", "python")
JOURNEY = (
    "marts.persona_members",
    "marts.personas",
    "marts.customer_features",
    "core.identities",
    "core.journey_sessions",
)
CHOICES = (
    "core.identities",
    "core.order_lines",
    "core.orders",
    "core.sessions",
    "core.responses",
    "core.answers",
    "core.customer_attributes",
)
FACTS = ("core.customer_day", "core.orders", "core.order_lines", "core.sessions", "core.responses")


@stage_assets(
    "features",
    table("marts.customer_features", "core.customer_day", "core.identities", "core.orders", "core.order_lines"),
)
def features(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """One row per person who was active in the window: what they bought, how they visit, what they answered."""
    yield from refresh(context, night)


@stage_assets(
    "match_rates",
    table(
        "marts.match_rates",
        "marts.customer_features",
        "marts.daily_figures",
        "core.events",
        "core.identities",
        "core.responses",
    ),
)
def match_rates(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """How well the sources know each other's people."""
    yield from refresh(context, night)


@stage_assets(
    "rfm",
    table("marts.rfm_cut_points", "marts.customer_features"),
    table("marts.rfm_segments", "marts.customer_features", "marts.rfm_cut_points"),
    table("marts.rfm_summary", "marts.rfm_segments"),
)
def rfm(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Score recency, frequency and monetary value; give every buyer a segment."""
    yield from refresh(context, night)


@stage_assets(
    "members",
    table("marts.persona_versions", "marts.customer_features", "core.customer_day", *CHOICES, kinds=FITTING),
    table("marts.personas", "marts.persona_versions", kinds=FITTING),
    table("marts.persona_ledger", "marts.persona_versions", kinds=FITTING),
    table("marts.persona_members", "marts.customer_features", "marts.persona_versions", *CHOICES),
    table(
        "marts.target_groups",
        "marts.persona_members",
        "marts.persona_versions",
        "marts.customer_features",
        "marts.rfm_segments",
        *CHOICES,
    ),
    table("marts.persona_cap", "marts.persona_versions"),
)
def members(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Assign everybody to a persona of the accepted version; fit the first version once there is enough to go by."""
    yield from refresh(context, night)


@stage_assets(
    "profiles",
    table("marts.persona_profiles", *PEOPLE, "core.answers", "core.responses"),
    table("marts.persona_kpis", *PEOPLE, *FACTS),
)
def profiles(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Describe each persona and what its members did that day, every figure with its n."""
    yield from refresh(context, night)


@stage_assets(
    "moves",
    table("marts.persona_nights", "marts.persona_members"),
    table(
        "marts.persona_spells",
        "marts.persona_members",
        "marts.customer_features",
        "marts.persona_nights",
        "marts.persona_versions",
        "core.customer_day",
        "core.identities",
    ),
    table(
        "marts.persona_transitions",
        "marts.persona_spells",
        "marts.persona_nights",
        "marts.personas",
        "marts.customer_features",
    ),
    table(
        "marts.persona_changes",
        "marts.persona_members",
        "marts.customer_features",
        "marts.persona_profiles",
        "marts.persona_nights",
        "marts.persona_versions",
        "core.customer_day",
        "core.identities",
    ),
)
def moves(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Keep membership over time, say who moved between personas, and split every change into its causes."""
    yield from refresh(context, night)


@stage_assets(
    "honesty",
    table("marts.survey_quality", "marts.response_quality"),
    table("marts.survey_weights", *ANSWERING, "marts.rfm_segments", kinds=WEIGHING),
    table("marts.extreme_answers", *ANSWERING),
    table("marts.survey_representation", *ANSWERING, "marts.rfm_segments", "marts.rfm_summary"),
    table("marts.survey_estimates", *ANSWERING, "marts.survey_weights"),
    table("marts.survey_others", *ANSWERING, "marts.survey_weights"),
)
def honesty(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Weigh survey answers by how careful they are and by whom the respondents stand for; list the extremes."""
    yield from refresh(context, night)


@stage_assets(
    "journey",
    table(
        "marts.persona_journey",
        *JOURNEY,
        "marts.response_quality",
        "core.orders",
        "core.responses",
        "core.answers",
        "core.signals",
        "core.text_sentiment",
    ),
    table(
        "marts.persona_needs",
        *JOURNEY,
        "core.answers",
        "core.responses",
        "core.signals",
        "core.journey_searches",
        "marts.persona_profiles",
        "marts.survey_estimates",
    ),
    table("marts.persona_funnels", *JOURNEY),
    table("marts.persona_phase_kpis", *JOURNEY, "marts.response_quality", "core.responses"),
    table("marts.persona_moments", "marts.persona_journey", "marts.persona_needs", kinds=("duckdb", "python")),
    table(
        "marts.persona_fixes",
        "marts.persona_funnels",
        "marts.persona_journey",
        "marts.persona_phase_kpis",
        kinds=("duckdb", "python"),
    ),
    table(
        "marts.persona_sequences",
        *JOURNEY,
        "core.orders",
        "core.order_lines",
        "core.responses",
        kinds=("duckdb", "sql", "python"),
    ),
)
def journey(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Follow each persona through See, Think, Do and Care: contacts, feelings, drop-off, and what to mend first."""
    yield from refresh(context, night)


@stage_assets(
    "cards",
    table(
        "marts.persona_cards",
        "marts.persona_profiles",
        "marts.survey_estimates",
        "marts.survey_others",
        "marts.persona_moments",
        "marts.persona_members",
        "marts.personas",
        "marts.daily_figures",
        "core.customer_attributes",
        "core.identities",
        "core.order_lines",
        "core.sessions",
        kinds=MEASURING,
    ),
)
def cards(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Write the card of each persona: every line with its evidence, and the words of people where they said something."""
    yield from refresh(context, night)


@stage_assets(
    "restate",
    table("marts.restatements", "marts.persona_kpis", "core.customer_day", "marts.persona_members", kinds=MEASURING),
    table("marts.restated_verdicts", "marts.restatements", "marts.match_rates", kinds=MEASURING),
)
def restate(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Say which figures and verdicts of earlier nights late and corrected rows changed."""
    yield from refresh(context, night)


@stage_assets(
    "verdict",
    table(
        "marts.drift_signals",
        "marts.persona_kpis",
        "marts.persona_stock",
        "marts.restatements",
        "marts.personas",
        "marts.match_rates",
        kinds=MEASURING,
    ),
    table("marts.persona_verdicts", "marts.drift_signals", "marts.personas", kinds=MEASURING),
    table("marts.drift_decisions", kinds=("duckdb", "python")),
    table("marts.drift_budget", "marts.persona_kpis", kinds=MEASURING),
    table("marts.drift_power", "marts.persona_kpis", "marts.drift_budget", kinds=MEASURING),
    table("marts.persona_stock", "marts.persona_members", "marts.rfm_segments", kinds=MEASURING),
)
def verdict(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Hold the night against the accepted picture: keep, watch or re-evaluate, per persona and overall."""
    yield from refresh(context, night)


@stage_assets(
    "challenger",
    table(
        "marts.persona_challengers",
        "marts.persona_verdicts",
        "marts.persona_versions",
        "marts.customer_features",
        kinds=MEASURING,
    ),
    table("marts.persona_challenger_personas", "marts.persona_challengers", kinds=MEASURING),
)
def challenger(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Fit personas anew in the shadow, weekly and when a watch opens, and say whether they would describe customers better."""
    yield from refresh(context, night)


ASSETS = (features, match_rates, rfm, members, profiles, moves, honesty, journey, cards, restate, verdict, challenger)
