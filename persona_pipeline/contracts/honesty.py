"""marts, continued: how far survey answers can be believed, and what they say once weighed."""

from .table import Table, columns

SURVEY_ESTIMATES = Table(
    "marts.survey_estimates",
    "What members of a persona answered, plainly and weighed: by how careful an answer is and by whom the respondents stand for.",
    "one row per night, persona, question and answer",
    ("as_of", "persona_id", "source", "survey_id", "question_id", "answer"),
    columns(
        ("as_of", "DATE", "business day whose end the row describes"),
        ("persona_id", "VARCHAR", "persona id, or 'all' for all members"),
        ("source", "VARCHAR", "name of the source"),
        ("survey_id", "VARCHAR", "survey"),
        ("question_id", "VARCHAR", "question, as persona.yaml names it"),
        (
            "role",
            "VARCHAR",
            "nps, satisfaction, need, pain, goal, channel, decision_factor, demographic or other; open text is not counted",
        ),
        ("touchpoint", "VARCHAR", "touchpoint that a satisfaction question rates"),
        ("phase", "VARCHAR", "see, think, do or care"),
        (
            "answer",
            "VARCHAR",
            "the answer that is counted; empty for the mean of a question that is answered by a number",
        ),
        ("unit", "VARCHAR", "share (of the people who answered the question) or points (a mean)"),
        ("n", "BIGINT", "people who answered the question; the last answer of each in the window counts"),
        ("hits", "BIGINT", "people who gave this answer; n for a mean"),
        ("value", "DOUBLE", "plain share or mean; NULL where it is about fewer than publish.min_cell people"),
        ("low", "DOUBLE", "lower end of its 95 % interval"),
        ("high", "DOUBLE", "upper end of its 95 % interval"),
        (
            "weighted_value",
            "DOUBLE",
            "the same with careless answers counting less and respondents standing for the members",
        ),
        ("weighted_low", "DOUBLE", "lower end of its 95 % interval, by the effective n"),
        ("weighted_high", "DOUBLE", "upper end of its 95 % interval, by the effective n"),
        ("effective_n", "DOUBLE", "people that the weights leave (Kish: square of the sum over the sum of squares)"),
        ("first_day", "DATE", "day of the first answer that counts"),
        ("last_day", "DATE", "day of the last answer that counts"),
    ),
    published=True,
    history=False,
)
TABLES: tuple[Table, ...] = (SURVEY_ESTIMATES,)
