"""marts, continued: the persona cards, line by line with their evidence."""

from .table import Table, columns

PERSONA_CARDS = Table(
    "marts.persona_cards",
    "The persona cards: every line in words, with the evidence that it is bound to and the state that follows from it.",
    "one row per night, persona and line",
    ("as_of", "persona_id", "line"),
    columns(
        ("as_of", "DATE", "business day whose end the row describes"),
        ("persona_id", "VARCHAR", "persona id, P01, P02, ...; never changes"),
        ("version", "INTEGER", "persona version"),
        ("line", "VARCHAR", "what the line is called: its field, or its field and number, such as name or goals.1"),
        (
            "block",
            "VARCHAR",
            "part of the card: portrait, story, wants, hurdles, buying, reach, mind, message, canvas, typical or apart",
        ),
        ("field", "VARCHAR", "what the line says: name, goals, pains, decision_factors, ..."),
        ("position", "INTEGER", "its place within the field, from 1"),
        ("text_en", "VARCHAR", "the line in English; survey answers are shown as they were given"),
        ("text_nl", "VARCHAR", "the line in Dutch; survey answers are shown as they were given"),
        (
            "state",
            "VARCHAR",
            (
                "supported, weak (interval too wide or too few people), stale (newest evidence too old), contradicted (people said it "
                "and the evidence says otherwise), assumption (no evidence), or empty (there is nothing to say, and the line says why)"
            ),
        ),
        (
            "note",
            "VARCHAR",
            (
                "why it has that state, as a code: few_people, wide_interval, close_second, old, too_few_to_tell, withheld (a figure about few others would follow), nobody_asked, "
                "nobody_wrote, not_known, not_clear, as_others (no more than everybody), like_others (sure, and much the same for everybody else), told_there (in another place of the card), turned, unbound, no_such_figure, made_up, overruled (made from a line that people overruled: to be looked at); empty where it is supported and differs"
            ),
        ),
        ("author", "VARCHAR", "who said text_en, where the words are of people; NULL where they follow from the data"),
        ("said_on", "DATE", "day on which people said it"),
        ("reason", "VARCHAR", "why people said it"),
        ("written_in", "VARCHAR", "language that they said it in, en or nl; empty for names, which are in none"),
        ("author_nl", "VARCHAR", "who said text_nl"),
        ("said_on_nl", "DATE", "day on which people said text_nl"),
        ("reason_nl", "VARCHAR", "why people said text_nl"),
        ("written_in_nl", "VARCHAR", "language that text_nl is written in: en where nobody said it in Dutch"),
        ("instead_en", "VARCHAR", "what the data says in the place that people overruled, in English"),
        ("instead_nl", "VARCHAR", "the same in Dutch"),
        (
            "follows",
            "VARCHAR",
            "line that people overruled and that this one was made from: it has their words, or the note overruled; else NULL",
        ),
        (
            "metric",
            "VARCHAR",
            (
                "evidence: a figure of marts.persona_profiles, a question of a survey, or channel, category or an attribute; NULL "
                "where there is no evidence"
            ),
        ),
        ("answer", "VARCHAR", "the answer, channel, category or attribute that was counted; empty for a figure"),
        (
            "source",
            "VARCHAR",
            "orders, web, survey, crm, journey or all: where the evidence comes from",
        ),
        (
            "unit",
            "VARCHAR",
            "unit of value, low and high: share (0 to 1), currency, days, orders, pieces, pages, sessions, customers, rating (1 to 5), nps (0 to 10), points, or sd",
        ),
        ("value", "DOUBLE", "the figure for the members; NULL where it is about fewer than publish.min_cell people"),
        ("low", "DOUBLE", "lower end of its 95 % interval"),
        ("high", "DOUBLE", "upper end of its 95 % interval"),
        (
            "n",
            "BIGINT",
            "people behind the figure; NULL where value is, and where it would say how few the other members are",
        ),
        ("weighed", "BOOLEAN", "whether answers count by weight in value (marts.survey_estimates)"),
        ("unweighed_value", "DOUBLE", "the same with every answer counted once; NULL where value is unweighed already"),
        (
            "unweighed_others",
            "DOUBLE",
            "others_value with every answer counted once; NULL where it is unweighed already",
        ),
        ("first_day", "DATE", "first business day of the evidence"),
        ("last_day", "DATE", "last business day on which there was evidence of this kind"),
        ("others_value", "DOUBLE", "the same figure of everybody else; NULL where it cannot be told"),
        ("others_n", "BIGINT", "people behind that; NULL where others_value or n is"),
        (
            "effect",
            "DOUBLE",
            "difference from everybody else in standard units: Cohen's d for means, Cohen's h for shares of people",
        ),
        ("effect_low", "DOUBLE", "lower end of its 95 % interval"),
        ("effect_high", "DOUBLE", "upper end of its 95 % interval"),
    ),
    published=True,
    history=False,
)
TABLES: tuple[Table, ...] = (PERSONA_CARDS,)
