"""marts, continued: what follows from the journey: KPIs, messages, what to mend, what precedes drop-off."""

from .table import Table, columns

_AS_OF = ("as_of", "DATE", "business day whose end the row describes")
_PERSONA = ("persona_id", "VARCHAR", "persona id, or 'all' for all members")
_PHASE = ("phase", "VARCHAR", "see, think, do or care")

PERSONA_PHASE_KPIS = Table(
    "marts.persona_phase_kpis",
    "KPIs of the journey against their targets. Where persona.yaml sets none, the level of all members stands in, and is said to.",
    "one row per night, persona and KPI",
    ("as_of", "persona_id", "kpi"),
    columns(
        _AS_OF,
        _PERSONA,
        _PHASE,
        (
            "kpi",
            "VARCHAR",
            (
                "reach (members who visited the site), bounce_share (sessions with one page); product_view_rate, cart_rate, conversion "
                "(sessions that got so far), checkout_completion (checkouts that end in a purchase), order_value (mean over buyers of "
                "their mean order), repeat_share (buyers with two orders or more), refund_share (refunded share of the sales, mean over "
                "buyers), nps, satisfaction (of these two careless responses weigh less)"
            ),
        ),
        ("unit", "VARCHAR", "share (0 to 1), currency (of the shop), nps (-100 to 100) or points (1 to 5)"),
        ("better", "VARCHAR", "up or down: which way is better"),
        (
            "value",
            "DOUBLE",
            "the KPI over the window; NULL where too few people are behind it, or a step that marts.persona_funnels does not tell would follow",
        ),
        ("low", "DOUBLE", "lower end of its 95 % interval"),
        ("high", "DOUBLE", "upper end of its 95 % interval"),
        (
            "n",
            "BIGINT",
            "members behind it; NULL where value is, or where marts.persona_funnels does not tell how many they are",
        ),
        ("target", "DOUBLE", "what it is held against"),
        (
            "target_from",
            "VARCHAR",
            "persona (target for this persona), shop (target for all) or level (the level of all members; no target is set)",
        ),
        (
            "state",
            "VARCHAR",
            "met or missed where the interval lies on one side of the target, open where it does not, unknown without a value",
        ),
    ),
    published=True,
)
PERSONA_MOMENTS = Table(
    "marts.persona_moments",
    "Which message at which moment: per phase the touchpoint and channel with most contacts, and what to say there, with its evidence.",
    "one row per night, persona and phase",
    ("as_of", "persona_id", "phase"),
    columns(
        _AS_OF,
        _PERSONA,
        _PHASE,
        (
            "touchpoint",
            "VARCHAR",
            "where the persona has most contacts in this phase; surveys, direct visits, home and category pages left out",
        ),
        (
            "channel",
            "VARCHAR",
            "channel through which most of its contacts come, where it has a figure of its own; NULL where channels are not told apart",
        ),
        (
            "about",
            "VARCHAR",
            "the need, question or pain that the message answers, in the words of the survey or search",
        ),
        ("message_en", "VARCHAR", "the message, in English"),
        ("message_nl", "VARCHAR", "the message, in Dutch"),
        (
            "state",
            "VARCHAR",
            "supported (more theirs than all members', by the interval; of all members: said most), weak (said, but not more than by others) or assumption (nothing says so)",
        ),
        (
            "evidence",
            "VARCHAR",
            (
                "JSON: what the message rests on: the rows of marts.persona_journey of the touchpoint (channel 'all') and of the channel "
                "named, each with its own volume and people; the row of marts.persona_needs with kind, wording, share, low, high, n"
            ),
        ),
    ),
    published=True,
    history=False,
)
PERSONA_FIXES = Table(
    "marts.persona_fixes",
    "What to mend first: where people are lost or let down, what that is worth, and how badly it is felt.",
    "one row per night, persona and place to mend",
    ("as_of", "persona_id", "place"),
    columns(
        _AS_OF,
        _PERSONA,
        ("rank", "INTEGER", "1 is first to be mended, per persona"),
        (
            "place",
            "VARCHAR",
            "the step of the buying process that people do not reach, or touchpoint:<name> that lets them down",
        ),
        _PHASE,
        ("touchpoint", "VARCHAR", "where they are lost: the touchpoint of the step before, or the touchpoint"),
        (
            "measure",
            "VARCHAR",
            "kept_share (sessions that go on to the step) or sentiment (as in marts.persona_journey)",
        ),
        ("value", "DOUBLE", "the measure for the persona"),
        ("low", "DOUBLE", "lower end of its 95 % interval"),
        ("high", "DOUBLE", "upper end of its 95 % interval"),
        ("benchmark", "DOUBLE", "what it could be"),
        ("benchmark_from", "VARCHAR", "target (persona.yaml), or the id of the persona that does best"),
        (
            "people",
            "BIGINT",
            "members who get there in the window: to the step before, or to the touchpoint; where sentiment is read from texts those who wrote about it; NULL where people_lost is",
        ),
        (
            "people_lost",
            "DOUBLE",
            (
                "lost or let down more than need be. kept_share: lost_people of marts.persona_funnels x (benchmark - value) / (1 - value), "
                "so never more than were lost, and NULL where lost_people is; sentiment: people x (benchmark - value) / 2, from hated to loved being a whole person"
            ),
        ),
        ("order_value", "DOUBLE", "mean order of the persona, in the shop's currency"),
        ("loss", "DOUBLE", "people_lost x order_value: one order each; NULL where people_lost is"),
        (
            "felt",
            "DOUBLE",
            "how badly it is felt, (1 - sentiment) / 2: 0 loved, 0.5 even or unknown, 1 hated",
        ),
        ("felt_from", "VARCHAR", "touchpoint whose sentiment it is; NULL where none is known"),
        ("score", "DOUBLE", "loss x felt; the rank follows it, those without one last, by distance to the benchmark"),
        ("clear", "BOOLEAN", "true where the interval of the measure leaves the benchmark out"),
    ),
    published=True,
)
PERSONA_SEQUENCES = Table(
    "marts.persona_sequences",
    "Sequences that precede drop-off: how often people are lost after a sequence of steps, against those who got as far without it.",
    "one row per night, persona, reach and sequence",
    ("as_of", "persona_id", "reach", "sequence"),
    columns(
        _AS_OF,
        _PERSONA,
        (
            "reach",
            "VARCHAR",
            "session (two or three steps within a visit) or across (one or two moments of a person, over visits, orders, refunds and answers)",
        ),
        ("sequence", "VARCHAR", "the steps in order, parted by ' > '"),
        ("steps", "INTEGER", "number of steps"),
        (
            "compared_with",
            "VARCHAR",
            "those without it: sessions that got to the same step, or moments with the same last step (of single moments: of the same kind)",
        ),
        (
            "outcome",
            "VARCHAR",
            "no_purchase (the session ends without one) or silence (no order in the next journey.quiet_days days)",
        ),
        (
            "n",
            "BIGINT",
            "sessions or moments with the sequence; all figures are of the people that sequences are counted over",
        ),
        ("people", "BIGINT", "members behind them"),
        ("dropped", "BIGINT", "of n, those that end in the outcome"),
        ("share", "DOUBLE", "dropped / n"),
        ("n_without", "BIGINT", "sessions or moments without the sequence"),
        ("dropped_without", "BIGINT", "of these, those that end in the outcome"),
        ("share_without", "DOUBLE", "dropped_without / n_without"),
        (
            "lift",
            "DOUBLE",
            (
                "share over the share without it, both drawn to the middle by half a case. Of a persona that is share_without; of all members it is what those "
                "without it would have with the mix of personas of those who have it, which no column tells: share / share_without differs from it"
            ),
        ),
        ("lift_low", "DOUBLE", "lower end of its 95 % interval, people (not sessions) taken as independent"),
        ("lift_high", "DOUBLE", "upper end of its 95 % interval"),
        ("p_value", "DOUBLE", "two-sided, of a lift of 1"),
        ("q_value", "DOUBLE", "p_value adjusted over all sequences of the night (Benjamini and Hochberg, 1995)"),
        ("finding", "BOOLEAN", "the lift is above 1 and q_value at most journey.false_discovery_rate"),
        ("sampled_share", "DOUBLE", "part of the members over whom sequences are counted; 1 is all"),
    ),
    published=True,
    history=False,
)
TABLES: tuple[Table, ...] = (
    PERSONA_PHASE_KPIS,
    PERSONA_MOMENTS,
    PERSONA_FIXES,
    PERSONA_SEQUENCES,
)
