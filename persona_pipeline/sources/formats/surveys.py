"""Survey tools, as CSV: Qualtrics, SurveyMonkey, Typeform, Google Forms. Their records of header are read in ``sources/headers.py``."""

from persona_pipeline.sources.format import Format, Unwanted

PARTIAL = "partial_response"
WHOLE = "a response that was sent; half answers are set aside"
_CUSTOMER = (
    "customer_id",
    "customerid",
    "customer id",
    "customer number",
    "customer_number",
    "klantnummer",
    "klant_id",
)
_EMAIL = ("email", "e-mail", "email address", "e-mail address", "emailaddress", "e-mailadres")

# 2024/03/29 2:05:00 p.m. CET is written in year-month-day order, with a clock of 12 hours and a zone: nothing is left to guess.
_GOOGLE = r"(\d{{4}})/(\d{{1,2}})/(\d{{1,2}}) (\d{{1,2}}:\d{{2}}:\d{{2}}) ([AaPp])\.?[Mm]\.? (GMT|UTC|CET|CEST)([+-]\d{{1,2}})?(:\d{{2}})?"
_GOOGLE_TIME = (
    f"(case when regexp_full_match({{text}}, '{_GOOGLE}') then strftime(try_strptime(regexp_replace({{text}}, '{_GOOGLE}', "
    r"'\1/\2/\3 \4 \5M'), '%Y/%m/%d %I:%M:%S %p'), '%Y-%m-%d %H:%M:%S') || "
    f"(case regexp_extract({{text}}, '{_GOOGLE}', 6) when 'CET' then '+01:00' when 'CEST' then '+02:00' else "
    f"coalesce(regexp_replace(nullif(regexp_extract({{text}}, '{_GOOGLE}', 7), ''), '^([+-])(\\d)$', '\\10\\2'), '+00') "
    f"|| coalesce(nullif(regexp_extract({{text}}, '{_GOOGLE}', 8), ''), ':00') end) end)"
)

FORMATS = (
    Format(
        name="qualtrics",
        kind="survey",
        meaning="Qualtrics export: field names, question texts and import ids above the responses",
        signature=("_recordid|responseid|response id", "recordeddate|enddate", "status", "finished"),
        columns={
            "response_id": ("_recordid", "responseid", "response id"),
            "submitted_at": ("recordeddate", "recorded date", "enddate", "end date"),
            "started_at": ("startdate", "start date"),
            "duration_s": ("duration (in seconds)",),
            "customer_id": ("externaldatareference", "externalreference", "external data reference", *_CUSTOMER),
            "email": ("recipientemail", "recipient email", "emailaddress"),
            "language": ("userlanguage", "user language"),
            "survey_id": ("survey_id", "surveyid"),
        },
        unwanted=(
            Unwanted(
                ("status",),
                ("1", "2", "9", "17", "survey preview", "survey test", "survey preview spam", "offline survey preview"),
                "preview_response",
                "a response of a respondent; previews and tests are set aside",
            ),
            Unwanted(
                ("status",),
                ("8", "12", "40", "spam", "imported spam", "ex spam"),
                "spam_response",
                "a response that is not spam",
            ),
            Unwanted(("finished",), ("0", "false"), PARTIAL, WHOLE),
        ),
        notes=(
            "Choices as texts or as numbers is a setting of the export that the file does not show: name numbers under `choices`.",
            "The score of an NPS question is in Q1, not in Q1_NPS_GROUP.",
        ),
    ),
    Format(
        name="surveymonkey",
        kind="survey",
        meaning="SurveyMonkey export: questions, and below them choices, above the responses",
        signature=("respondent id|respondentid",),
        absent=("response id", "_recordid"),
        columns={
            "response_id": ("respondent id", "respondentid"),
            "submitted_at": ("end date", "enddate", "date modified", "date created", "start date", "startdate"),
            "started_at": ("start date", "startdate", "date created"),
            "customer_id": (*_CUSTOMER, "custom data 1", "custom data"),
            "email": _EMAIL,
            "survey_id": ("survey_id",),
            "language": ("language",),
        },
        notes=(
            "A question with a column for each choice is named under `columns`, one with all choices in a cell under `column` and `separator`.",
            "The export does not name the time zone of its dates: set `timezone` to that of the account.",
        ),
    ),
    Format(
        name="typeform",
        kind="survey",
        meaning="Typeform export, one column per question or choice, times in UTC",
        signature=("#", "submit date (utc)"),
        columns={
            "response_id": ("#",),
            "submitted_at": ("submit date (utc)",),
            "started_at": ("start date (utc)",),
            "customer_id": _CUSTOMER,
            "email": _EMAIL,
            "language": ("language", "lang"),
        },
        own_timezone="UTC",
        empty_texts=("null",),
        unwanted=(Unwanted(("response type",), ("partial", "started"), PARTIAL, WHOLE),),
        notes=(
            "A question of several choices has a column for each, under the choice alone: name them under `columns`.",
            "The second column `Other` is Other_2, in the order of the file: look again when a question is added.",
            "Network ID is a network, not a person; customers are known by a hidden field such as customer_id.",
        ),
    ),
    Format(
        name="google_forms",
        kind="survey",
        meaning="Google Forms answers, as a sheet or as the form's CSV",
        signature=("timestamp|tijdstempel|zeitstempel|horodateur|marca temporal",),
        absent=("response id", "responseid", "response_id", "respondent id", "respondentid", "#", "submitted_at"),
        columns={
            "submitted_at": ("timestamp", "tijdstempel", "zeitstempel", "horodateur", "marca temporal"),
            "customer_id": _CUSTOMER,
            "email": (*_EMAIL, "e-mail adres", "username", "gebruikersnaam", "e-mail-adresse"),
            "survey_id": ("survey_id",),
        },
        iso={"submitted_at": _GOOGLE_TIME},
        notes=(
            "A response has no id: an edited answer comes as another response.",
            "Ticked choices stand in one cell, with `separator: ', '` in a sheet and `separator: ';'` in the form's CSV.",
            "A sheet writes dates in the order of its locale: set `timestamp_format`, and `timezone` to that of the sheet.",
        ),
    ),
    Format(
        name="typeform_api",
        kind="survey",
        meaning="responses of the Typeform API, answers under the ref of their field",
        signature=("landing_id", "landed_at", "submitted_at"),
        columns={
            "response_id": ("response_id", "token"),
            "submitted_at": ("submitted_at",),
            "started_at": ("landed_at",),
            "customer_id": _CUSTOMER,
            "email": _EMAIL,
            "survey_id": ("form_id",),
            "language": ("language",),
        },
        own_timezone="UTC",
        unwanted=(Unwanted(("response_type",), ("partial", "started"), PARTIAL, WHOLE),),
        notes=('Answers go by the ref of their field; several choices are lines of one answer (`separator: "\\n"`).',),
    ),
    Format(
        name="surveymonkey_api",
        kind="survey",
        meaning="responses of the SurveyMonkey API, answers under question ids, or question.row ids",
        signature=("collector_id", "survey_id", "response_status", "date_modified"),
        columns={
            "response_id": ("id",),
            "submitted_at": ("date_modified", "date_created"),
            "started_at": ("date_created",),
            "duration_s": ("total_time",),
            "customer_id": (*_CUSTOMER, "custom_value"),
            "email": ("email_address",),
            "survey_id": ("survey_id",),
            "language": ("language",),
        },
        own_timezone="UTC",
        unwanted=(Unwanted(("response_status",), ("partial", "overquota", "disqualified"), PARTIAL, WHOLE),),
        notes=(
            "Questions and choices are numbers here; their texts are in the survey's details: `sources check FILE --details DETAILS --write ...`.",
            'Several choices are lines of one answer (`separator: "\\n"`).',
        ),
    ),
    Format(
        name="survey_details",
        kind="survey",
        meaning="the questions of a survey, without answers",
        signature=("question_count", "pages", "id"),
        columns={"submitted_at": ()},
        unusable="this file holds the questions; give it beside the responses: `persona-pipeline sources check RESPONSES --details THIS --write surveys/<name>.yaml`.",
    ),
)
