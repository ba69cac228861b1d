"""marts, continued: the challenger that is fitted in the shadow, and what it would make of each persona."""

from .table import Table, columns

_AS_OF = ("as_of", "DATE", "night on whose picture the challenger was fitted")
_GAIN = "in percent of what the personas in force leave unexplained of the differences between people"

PERSONA_CHALLENGERS = Table(
    "marts.persona_challengers",
    "Would new personas describe customers better? Fitted in the shadow weekly and when a watch opens; never in use before somebody proposes and accepts it.",
    "one row per night on which a challenger was fitted",
    ("as_of",),
    columns(
        _AS_OF,
        ("version", "INTEGER", "persona version in force, which it is held against"),
        ("why", "VARCHAR", "weekly, or watch (the verdict turned from calm that night)"),
        (
            "outcome",
            "VARCHAR",
            (
                "better, small (more than chance, but less than drift.min_gain_percent), chance (no better than chance of the sample) or "
                "too_few (too few people to say)"
            ),
        ),
        ("sentence", "VARCHAR", "the outcome in one plain English sentence with figures"),
        (
            "gain",
            "DOUBLE",
            (
                "how much less the challenger leaves unexplained, on people whom it was not made from (squared distance to the nearest "
                f"centre over the traits of both definitions), {_GAIN}; below 0 it describes them worse"
            ),
        ),
        ("gain_low", "DOUBLE", "lower end of the 95 % interval of the gain"),
        ("gain_high", "DOUBLE", "upper end of the 95 % interval of the gain"),
        (
            "chance",
            "DOUBLE",
            "most by which personas of one half of the people beat those of another half, on people of neither, "
            + _GAIN,
        ),
        (
            "number_gain",
            "DOUBLE",
            "part of the gain that another number of personas gives by itself; 0 where there are as many",
        ),
        ("smallest", "DOUBLE", "drift.min_gain_percent: the smallest gain, number_gain taken off, that matters"),
        ("n", "BIGINT", "people whom the gain was measured on"),
        ("personas", "INTEGER", "personas of the challenger"),
        ("reference_personas", "INTEGER", "personas in force"),
        ("same_personas", "INTEGER", "personas of the challenger that survive or move: the same ones as in force"),
        (
            "least_comes_back",
            "DOUBLE",
            "cluster-wise Jaccard similarity of the least stable persona when half of the people are left out, 0 to 1; stable from 0.75 on",
        ),
        ("people", "BIGINT", "people of the picture that it was fitted on a sample of"),
        ("definition", "VARCHAR", "the definition as JSON text, as `personas propose --challenger` takes it over"),
    ),
    published=True,
    inside=("definition",),
)
PERSONA_CHALLENGER_PERSONAS = Table(
    "marts.persona_challenger_personas",
    "What a challenger would make of each persona, by the same rules as marts.persona_ledger. In the published file a share is NULL where fewer than publish.min_cell people are on one side of it.",
    "one row per night on which a challenger was fitted and persona, those in force that it does not have included",
    ("as_of", "persona_id"),
    columns(
        _AS_OF,
        ("persona_id", "VARCHAR", "persona id of who is recognised; N1, N2, ... for one that would get a new id"),
        (
            "event",
            "VARCHAR",
            "survives, moves, splits, merges, emerges, vanishes, re-emerges or ambiguous, as in marts.persona_ledger",
        ),
        ("in_challenger", "BOOLEAN", "whether it is a persona of the challenger"),
        ("from_ids", "VARCHAR", "personas in force that it comes from; empty where there are none"),
        ("to_ids", "VARCHAR", "personas of the challenger that it becomes; empty where it is no more"),
        (
            "name",
            "VARCHAR",
            "name made from the figures; of a persona that is not in the challenger that of its definition",
        ),
        ("gist", "VARCHAR", "what sets it apart, in one line"),
        (
            "people",
            "BIGINT",
            "people of that picture who would be its members; members in force where it is not in the challenger. Published where all of the night have publish.min_cell or more",
        ),
        ("share", "DOUBLE", "share of the sample that it was fitted on, 0 to 1; published where people is"),
        (
            "comes_back",
            "DOUBLE",
            "cluster-wise Jaccard similarity when half of the people are left out, 0 to 1; stable from 0.75 on",
        ),
        ("overlap", "DOUBLE", "Jaccard similarity of its members by both definitions, 0 to 1"),
        (
            "stayed",
            "DOUBLE",
            "Jaccard similarity of its members on the first night of the version in force and now, 0 to 1",
        ),
        ("contained", "DOUBLE", "share of the persona in force's people who are in the challenger's, 0 to 1"),
        ("contained_in_new", "DOUBLE", "share of the challenger's people who are of the persona in force, 0 to 1"),
        ("distance", "DOUBLE", "between the centres, root mean square over the traits of both, in standard units"),
        ("margin", "DOUBLE", "lead of the match over the second best, -1 to 1"),
    ),
    published=True,
)
TABLES = (PERSONA_CHALLENGERS, PERSONA_CHALLENGER_PERSONAS)
