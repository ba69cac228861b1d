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
        ("phase", "VARCHAR", "see, think, do or care; NULL of a question that belongs to none"),
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
_RESPONSE = (
    ("source", "VARCHAR", "name of the source"),
    ("survey_id", "VARCHAR", "survey"),
    ("response_id", "VARCHAR", "id of the response"),
    ("business_day", "DATE", "day of the response in the business time zone"),
)
RESPONSE_QUALITY = Table(
    "marts.response_quality",
    "Signs of carelessness in each survey response, the figures behind them, and what the response weighs. None is dropped.",
    "one row per response",
    ("source", "survey_id", "response_id"),
    columns(
        *_RESPONSE,
        ("answers", "INTEGER", "questions answered"),
        ("rated_items", "INTEGER", "questions answered in the battery that was looked at"),
        ("longest_run", "INTEGER", "of them the most in a row, in the order of persona.yaml, with the same answer"),
        ("rating_sd", "DOUBLE", "standard deviation of its ratings on a scale of 0 to 1; NULL for answers in words"),
        (
            "straight_lining",
            "BOOLEAN",
            "longest_run is surveys.straight_share of rated_items; NULL below surveys.min_rated_items",
        ),
        ("duration_s", "BIGINT", "seconds that answering took; NULL where the export does not say"),
        (
            "usual_duration_s",
            "DOUBLE",
            "median of the 200 timed responses of the survey up to this one; NULL until there are surveys.min_timed",
        ),
        ("answer_s", "DOUBLE", "duration_s / answers"),
        ("usual_answer_s", "DOUBLE", "median of answer_s over the same responses"),
        (
            "speeding",
            "BOOLEAN",
            "both times are below surveys.speeding_share of the usual; NULL where no time is known",
        ),
        (
            "contradictions",
            "VARCHAR",
            (
                "what contradicts itself, by name in alphabetical order: age_against_birth_year, nps_against_ratings, "
                "opposite:<role>, repeated:<question>; empty where nothing does"
            ),
        ),
        ("birth_year", "INTEGER", "year of birth that the CRM knows, of respondents who were asked their age"),
        (
            "age_gap_years",
            "INTEGER",
            "years between the age stated and the nearest that fits birth_year; 0 where it fits",
        ),
        ("contradictory", "BOOLEAN", "at least one contradiction"),
        ("flags", "INTEGER", "how many of straight_lining, speeding and contradictory are true"),
        ("weight", "DOUBLE", "surveys.flag_factor to the power of flags, never below surveys.weight_floor"),
        ("load_id", "VARCHAR", "the load that the response came with"),
        ("row_number", "BIGINT", "its record in that file"),
        ("rule", "VARCHAR", "hash of the settings that it was judged by; another one has it judged again"),
    ),
)
SURVEY_QUALITY = Table(
    "marts.survey_quality",
    "How carefully each survey was answered over the window (rfm.window_days) that ends with the night: responses with signs of carelessness.",
    "one row per night and survey",
    ("as_of", "source", "survey_id"),
    columns(
        ("as_of", "DATE", "business day whose end the row describes"),
        ("source", "VARCHAR", "name of the source"),
        ("survey_id", "VARCHAR", "survey"),
        (
            "responses",
            "BIGINT",
            "responses in the window; here and below published where a count and what it leaves are of nobody or of publish.min_cell",
        ),
        ("batteries_judged", "BIGINT", "of which answered a battery that is long enough to tell a straight line"),
        ("straight_lining", "BIGINT", "of these with a straight line"),
        ("times_judged", "BIGINT", "of which the time taken is known, and the usual time too"),
        ("speeding", "BIGINT", "of these in too little time"),
        ("contradictory", "BIGINT", "responses that contradict themselves"),
        ("flagged", "BIGINT", "responses with at least one of the three signs"),
        ("mean_weight", "DOUBLE", "mean weight of a response, surveys.weight_floor to 1"),
        ("usual_duration_s", "DOUBLE", "median of the seconds that answering took; NULL where no export says so"),
    ),
    published=True,
)
SURVEY_WEIGHTS = Table(
    "marts.survey_weights",
    "How many people each respondent of a survey stands for, by what is known of members and respondents alike.",
    "one row per night, survey, persona, activity band and reach",
    ("as_of", "source", "survey_id", "persona_id", "band", "reach"),
    columns(
        ("as_of", "DATE", "business day whose end the row describes"),
        ("source", "VARCHAR", "name of the source"),
        ("survey_id", "VARCHAR", "survey"),
        ("persona_id", "VARCHAR", "persona id; empty before the first version"),
        ("band", "INTEGER", "frequency score of RFM, 1 to 5 by the frozen cut points; 0 without order in the window"),
        (
            "reach",
            "VARCHAR",
            "where the person is known from beside surveys: orders, both, web or survey (nowhere else)",
        ),
        ("members", "BIGINT", "members in the cell"),
        ("respondents", "BIGINT", "of them with a response to the survey in the window"),
        (
            "careful",
            "DOUBLE",
            "sum over the respondents of the weights of their last responses (marts.response_quality)",
        ),
        (
            "weight",
            "DOUBLE",
            (
                "what the weight of a response is multiplied by, so that respondents stand for the members: raked to persona x band "
                "and persona x reach; NULL where there is no respondent. Over all respondents the products add up to their number"
            ),
        ),
        ("trimmed", "BOOLEAN", "the weight was held at surveys.max_weight_ratio"),
    ),
    history=False,
)
EXTREME_ANSWERS = Table(
    "marts.extreme_answers",
    "Answers of few but strong, word by word: the lowest and highest ratings with what was said beside them, and rare answers. Kept however careless the response looks; addresses, numbers and names are masked.",
    "one row per night, kind and response",
    ("as_of", "kind", "source", "survey_id", "response_id"),
    columns(
        ("as_of", "DATE", "business day whose end the row describes"),
        ("kind", "VARCHAR", "lowest (rating), highest (rating) or rare (answer)"),
        ("place", "INTEGER", "place within kind and persona, the rarest first, then the latest"),
        *_RESPONSE,
        (
            "persona_id",
            "VARCHAR",
            "persona of who gave it; NULL where unknown, or where fewer than publish.min_cell of its members answered the survey",
        ),
        ("question_id", "VARCHAR", "question, as persona.yaml names it"),
        ("role", "VARCHAR", "nps or satisfaction; need, pain, goal, channel or decision_factor where it is rare"),
        ("touchpoint", "VARCHAR", "touchpoint that a satisfaction question rates"),
        ("phase", "VARCHAR", "see, think, do or care"),
        ("answer", "VARCHAR", "the rating or the answer"),
        (
            "share",
            "DOUBLE",
            "share of the responses to the question in the window with an answer as low, as high, or the same",
        ),
        ("said", "VARCHAR", "open text of the same response, cut to 500 characters; NULL where there is none"),
        ("weight", "DOUBLE", "what the response weighs, see marts.response_quality"),
    ),
    history=False,
)
SURVEY_REPRESENTATION = Table(
    "marts.survey_representation",
    "Who answers compared with who is a member and who buys: people with a response in the window against all of them.",
    "one row per night, comparison and value",
    ("as_of", "against", "dimension", "value"),
    columns(
        ("as_of", "DATE", "business day whose end the row describes"),
        (
            "against",
            "VARCHAR",
            "members or buyers (members with an order in the window): whom respondents are compared with",
        ),
        ("dimension", "VARCHAR", "persona, segment (of RFM) or trait"),
        (
            "value",
            "VARCHAR",
            "persona id, name of the segment, or feature of marts.customer_features: more of it than half of the people have",
        ),
        (
            "people",
            "BIGINT",
            "members or buyers of whom the dimension is known; published as NULL, with the share and n, where few more or fewer have another trait",
        ),
        ("people_share", "DOUBLE", "share of them with the value"),
        ("n", "BIGINT", "respondents among them; in the published file NULL where respondent_share is"),
        (
            "respondent_share",
            "DOUBLE",
            "share of the respondents with the value; NULL where that is about fewer than publish.min_cell people",
        ),
        ("ratio", "DOUBLE", "respondent_share / people_share: above 1 answers more than its size, below 1 less"),
        (
            "low",
            "DOUBLE",
            "lower end of the 95 % interval of ratio; people are counted whole, respondents are the sample",
        ),
        ("high", "DOUBLE", "upper end of the 95 % interval of ratio"),
    ),
    published=True,
)
SURVEY_OTHERS = Table(
    "marts.survey_others",
    "What everybody else answered, for each persona: the members of the other personas, counted and weighed as in marts.survey_estimates.",
    "one row per night, persona, survey, question and answer",
    ("as_of", "persona_id", "source", "survey_id", "question_id", "answer"),
    columns(
        ("as_of", "DATE", "business day whose end the row describes"),
        ("persona_id", "VARCHAR", "persona whose members are left out"),
        ("source", "VARCHAR", "name of the source"),
        ("survey_id", "VARCHAR", "survey"),
        ("question_id", "VARCHAR", "question, as persona.yaml names it"),
        ("answer", "VARCHAR", "answer that is counted; empty for questions answered by a number"),
        ("n", "BIGINT", "people of the other personas who answered the question"),
        ("hits", "BIGINT", "of them who gave the answer; n for numbers"),
        ("value", "DOUBLE", "share who gave the answer, or mean of a number"),
        ("weighted_value", "DOUBLE", "the same by weight"),
        ("weighted_sd", "DOUBLE", "standard deviation by weight of a number; NULL for shares"),
        ("effective_n", "DOUBLE", "what the weights leave of n (Kish, 1965)"),
    ),
    history=False,
)
TABLES: tuple[Table, ...] = (
    RESPONSE_QUALITY,
    SURVEY_QUALITY,
    SURVEY_WEIGHTS,
    EXTREME_ANSWERS,
    SURVEY_REPRESENTATION,
    SURVEY_ESTIMATES,
    SURVEY_OTHERS,
)
