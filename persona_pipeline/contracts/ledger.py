"""marts, continued: what became of each persona when the personas were fitted again."""

from .table import Table, columns

PERSONA_LEDGER = Table(
    "marts.persona_ledger",
    "What became of each persona when a version took over from the one before it, with the figures that say so. In the published file a share is NULL where fewer than publish.min_cell people are on one side of it.",
    "one row per version and persona, those that are no longer in it included",
    ("version", "persona_id"),
    columns(
        ("version", "INTEGER", "persona version that took over"),
        ("persona_id", "VARCHAR", "persona id, P01, P02, ...; never given to anybody else"),
        (
            "event",
            "VARCHAR",
            (
                "survives, moves (the same people or definition, but its centre or its people changed), splits, merges, emerges, vanishes, "
                "re-emerges (a former persona is back), ambiguous (nobody can tell which it is, so it got a new id), or retired (by decision)"
            ),
        ),
        ("in_version", "BOOLEAN", "whether the persona is part of the version"),
        (
            "from_ids",
            "VARCHAR",
            "personas of the version before that it comes from, as P01, P02; empty where it has no such origin",
        ),
        ("to_ids", "VARCHAR", "personas of this version that it became; empty where it is no more"),
        (
            "matched_as_of",
            "DATE",
            "picture on which both versions were compared; NULL where the version was not fitted",
        ),
        ("matched_version", "INTEGER", "the version before, with which it was compared; NULL for the first version"),
        (
            "people",
            "BIGINT",
            (
                "people of that picture who are its members by this version; by the version before where it is not part of this one. "
                "Published where those of every persona of the version are publish.min_cell or more"
            ),
        ),
        (
            "overlap",
            "DOUBLE",
            "Jaccard similarity of its members by both definitions, people weighing as much as is known of them, 0 to 1",
        ),
        (
            "stayed",
            "DOUBLE",
            "Jaccard similarity of its members at the acceptance of the version before and now, over the people who were there both times, 0 to 1",
        ),
        ("contained", "DOUBLE", "share of the former persona's people who are in the new one, 0 to 1"),
        ("contained_in_new", "DOUBLE", "share of the new persona's people who are of the former one, 0 to 1"),
        (
            "distance",
            "DOUBLE",
            "between the centres, root mean square over the traits of both, in standard units of the new version",
        ),
        ("margin", "DOUBLE", "lead of the match over the second best, -1 to 1"),
    ),
    published=True,
)
TABLES = (PERSONA_LEDGER,)
