"""What analysts get: which tables with which rows, and the views that answer their first questions."""
# ruff: noqa: S608 (names come from the contract and are quoted; values are parameters)

from persona_pipeline.contracts import PUBLISHED, Table
from persona_pipeline.contracts.table import columns
from persona_pipeline.warehouse import is_statement, quote, quote_table, statement

CLOCK_TABLES = frozenset({"ops.nights", "ops.stages"})
"""Tables with clock times: two runs of one night differ in them and nowhere else. The content hash leaves them out."""

THIS_SNAPSHOT = Table(
    "answers.this_snapshot",
    "Which published version this file is.",
    "one row",
    ("snapshot",),
    columns(
        ("snapshot", "VARCHAR", "name of the snapshot; its folder under published/snapshots has the same name"),
        ("sequence", "INTEGER", "grows by one with every snapshot and never goes back"),
        ("as_of", "DATE", "business day whose end the file describes"),
        ("persona_version", "INTEGER", "persona version in use; NULL before the first"),
        (
            "min_cell",
            "INTEGER",
            (
                "aggregated figures about fewer people than this are NULL, and those from which they would follow; rows under "
                "a pseudonym, of one person each, are not covered"
            ),
        ),
        ("code_version", "VARCHAR", "version of persona-pipeline that wrote it"),
    ),
)

_PERSONA = ("persona_id", "VARCHAR", "persona id, or 'all' for the whole shop")
_NAME = ("name", "VARCHAR", "what people call the persona")
_AS_OF = ("as_of", "DATE", "business day whose end the row describes")

ANSWERS: tuple[Table, ...] = (
    Table(
        "answers.personas_tonight",
        "Who are our personas, how large are they, what are they worth, and do they still hold?",
        "one row per persona of the version in use",
        ("persona_id",),
        columns(
            ("persona_id", "VARCHAR", "persona id; never changes"),
            _NAME,
            (
                "gist",
                "VARCHAR",
                "what sets it apart, in one line; figures in it are those of the night it was fitted on, unlike those beside it",
            ),
            ("gist_as_of", "DATE", "night that the figures in the gist are of"),
            (
                "customers",
                "BIGINT",
                "members: people active in the window, visitors without orders too; NULL where they are too few to publish",
            ),
            (
                "buyers",
                "BIGINT",
                "members with an order in the window; NULL where they, or the other members, are too few to publish",
            ),
            (
                "share",
                "DOUBLE",
                "share of all members of the window, 0 to 1; the share that a verdict speaks of is that of the people active on a day",
            ),
            ("revenue", "DOUBLE", "money of the members in the window, in the shop's currency; guests are nobody's"),
            ("revenue_share", "DOUBLE", "share of all members' money, 0 to 1"),
            ("verdict", "VARCHAR", "keep, watch, re-evaluate or unknown"),
            ("since", "DATE", "night on which this verdict began"),
            ("reason", "VARCHAR", "the verdict in one sentence"),
        ),
    ),
    Table(
        "answers.members_tonight",
        "Which persona and which RFM segment is each customer in?",
        "one row per person",
        ("customer_key",),
        columns(
            ("customer_key", "VARCHAR", "the person's pseudonym"),
            ("persona_id", "VARCHAR", "persona id"),
            _NAME,
            ("certainty", "DOUBLE", "0 to 1: how much nearer this persona is than the next one"),
            ("known_share", "DOUBLE", "share of the features that are known of this person, 0 to 1"),
            ("segment", "VARCHAR", "RFM segment by the frozen cut points; NULL for people without orders"),
            ("recency_days", "INTEGER", "days since the last order"),
            ("frequency", "INTEGER", "orders in the window"),
            (
                "monetary",
                "DECIMAL(18,2)",
                "money in the window, in the shop's currency; of those with a frequency it adds up to the revenue of the personas; refunds of earlier orders count",
            ),
        ),
    ),
    Table(
        "answers.persona_history",
        "Which persona was each customer in first, before, and now, and since when?",
        "one row per person who ever was a member",
        ("customer_key",),
        columns(
            ("customer_key", "VARCHAR", "the person's pseudonym"),
            ("first_persona", "VARCHAR", "persona of the first stay"),
            ("first_as_of", "DATE", "first night as a member"),
            ("previous_persona", "VARCHAR", "persona of the stay before the last one; NULL where there was none"),
            ("previous_as_of", "DATE", "first night of that stay"),
            ("persona_id", "VARCHAR", "persona of the last stay: tonight's, or where they were before they went"),
            ("name", "VARCHAR", "what people call it"),
            ("since_as_of", "DATE", "first night of the last stay"),
            ("gone_as_of", "DATE", "last night as a member; NULL for members tonight"),
            ("changes", "BIGINT", "how often they moved to another persona, gone in between or not"),
            ("version_changes", "BIGINT", "of which by a new version alone, without moving"),
            ("certainty", "DOUBLE", "certainty tonight, or on the last night as a member, 0 to 1"),
        ),
    ),
    Table(
        "answers.verdict_history",
        "When did the verdict on a persona change, and why?",
        "one row per persona and stretch of nights with the same verdict",
        ("persona_id", "first_night"),
        columns(
            _PERSONA,
            _NAME,
            ("verdict", "VARCHAR", "keep, watch, re-evaluate or unknown"),
            ("first_night", "DATE", "first night of the stretch"),
            ("last_night", "DATE", "last night of the stretch"),
            ("nights", "BIGINT", "nights in it"),
            (
                "cause",
                "VARCHAR",
                "cause on its last night whose data could be trusted; on its last night where there is none",
            ),
            ("reason", "VARCHAR", "reason of that night"),
        ),
    ),
    Table(
        "answers.moved_tonight",
        "What moved tonight, from what to what, since when, and how sure is that?",
        "one row per signal on watch or firing, or that was when data came that cannot be trusted; and per fault of that data",
        ("level", "persona_id", "measure"),
        columns(
            ("level", "VARCHAR", "quality, share, profile or kpi"),
            _PERSONA,
            _NAME,
            ("measure", "VARCHAR", "what was measured, as in marts.drift_signals"),
            (
                "expected",
                "DOUBLE",
                (
                    "what the reference leads one to expect of the nights since the change began (2 to drift.effect_nights) together: shares and rates 0 to 1, "
                    "order_value in the shop's currency, nps -100 to 100, satisfaction 1 to 5, centre in standard units; NULL where "
                    "it is about too few people, or the signal is not among the five strongest of its persona"
                ),
            ),
            ("recent", "DOUBLE", "what those nights were, together; as expected is"),
            ("effect", "DOUBLE", "mean difference from the reference over those nights, in effect_unit"),
            ("effect_unit", "VARCHAR", "points, percent, sd or nps"),
            ("low", "DOUBLE", "lower end of the 95 % interval of the effect"),
            ("high", "DOUBLE", "upper end of the 95 % interval of the effect"),
            (
                "n",
                "BIGINT",
                "mean people, sessions, orders or answers a night behind recent (of a share: all active people); as expected is",
            ),
            ("since", "DATE", "estimated first night of the change"),
            (
                "evidence",
                "DOUBLE",
                (
                    "evidence added up over nights as a multiple of the threshold, capped at 1.5. 1 is needed to begin to fire, and not "
                    "enough by itself: the effect must also reach drift.min_* and last, a fall must be more than that of the whole "
                    "shop, and a rise of a KPI never fires. Once firing it may sink below 1. NULL where it is about too few people"
                ),
            ),
            (
                "state",
                "VARCHAR",
                (
                    "firing (all conditions were met; ends after 7 clean nights below half the threshold), watch (more than half "
                    "the threshold, not firing) or blocked (tonight's data cannot be trusted: of level quality that is the fault; others were "
                    "on watch or firing, and their figures are of the last night that could be trusted)"
                ),
            ),
        ),
    ),
    Table(
        "answers.segments_tonight",
        "How large are the RFM segments, and how did they change in a week?",
        "one row per segment",
        ("segment",),
        columns(
            ("segment", "VARCHAR", "name of the segment"),
            ("customers", "BIGINT", "people tonight; NULL where they are too few to publish"),
            ("customers_week_ago", "BIGINT", "people seven nights earlier; NULL where unknown or too few"),
            ("change", "BIGINT", "difference in people"),
            ("change_share", "DOUBLE", "difference as a share of a week ago, -1 and up"),
            ("monetary", "DECIMAL(18,2)", "their money in the window, in the shop's currency"),
        ),
    ),
    Table(
        "answers.match_rates_tonight",
        "How well do the sources know each other's people in the window that ends tonight, and is that getting better?",
        "one row per figure",
        ("figure",),
        columns(
            ("figure", "VARCHAR", "which match"),
            ("rate", "DOUBLE", "tonight, 0 to 1"),
            ("rate_week_ago", "DOUBLE", "seven nights earlier"),
            ("numerator", "BIGINT", "how many match tonight"),
            ("denominator", "BIGINT", "out of how many"),
        ),
    ),
    Table(
        "answers.row_conservation",
        "Did every row that came in end up somewhere?",
        "one row per source",
        ("kind", "source"),
        columns(
            ("kind", "VARCHAR", "orders, web, survey, crm or signals"),
            ("source", "VARCHAR", "name of the source"),
            ("rows_in", "BIGINT", "records in all accepted files, earlier revisions of a file left out"),
            ("rows_core", "BIGINT", "counted in core"),
            ("rows_duplicate", "BIGINT", "exact duplicates, counted once"),
            ("rows_replaced", "BIGINT", "earlier versions of the same order, event or response"),
            ("rows_quarantined", "BIGINT", "refused, with their reason"),
            ("rows_unexplained", "BIGINT", "rows_in less all of these; 0, unless rows are dated after the night"),
        ),
    ),
    Table(
        "answers.share_history",
        "How did the size and the worth of the personas develop?",
        "one row per night and persona",
        ("as_of", "persona_id"),
        columns(
            _AS_OF,
            ("persona_id", "VARCHAR", "persona id"),
            ("share", "DOUBLE", "share of all members of the window, 0 to 1"),
            ("revenue_share", "DOUBLE", "share of all members' money, 0 to 1"),
            ("members", "BIGINT", "members of the persona; NULL where they are too few to publish"),
            ("n", "BIGINT", "all members, of whom share is a share; NULL where share is"),
        ),
    ),
)


def published_tables() -> tuple[Table, ...]:
    """The tables of the contract that analysts get, in the order of the contract."""
    return PUBLISHED


def select_rows(table: Table) -> str:
    """The SELECT that takes a table's published rows out of the warehouse; names ``$as_of`` where it cuts at the night.

    A table with a statement of its own, ``sql/publish/<layer>/<table>.sql``, gives what that selects: it hides small cells, or
    has no date column to cut by. Of the others those without history give the night's own rows, those with it everything up
    to and with the night.
    """
    own = f"publish/{table.name.replace('.', '/')}"
    if is_statement(own):
        return statement(own)
    names = ", ".join(quote(name) for name in table.column_names)
    return f"select {names} from {quote_table(table.name)}{_cut(table)}"


def _cut(table: Table) -> str:
    if "as_of" in table.column_names:
        return f" where as_of {'<=' if table.history else '='} $as_of"
    if table.name == "ops.row_counts":
        return ""  # rows of later days came in too: without them the books would not close
    if "business_day" in table.column_names:
        return " where business_day <= $as_of"
    path = f"sql/publish/{table.name.replace('.', '/')}.sql"
    raise ValueError(f"{table.name} is published but has neither as_of nor business_day; write {path}")
