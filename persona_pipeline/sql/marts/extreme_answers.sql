-- The rarest first, then the latest, then by a hash that prefers nobody; so many for each persona and kind. The persona is told where
-- so many of its members answered the survey that it points at nobody.
with large as (
    select source, survey_id, persona_id
    from survey_voices
    where persona_id <> ''
    group by source, survey_id, persona_id
    having count(distinct customer_key) >= $min_cell
),

placed as (
    select
        e.*,
        l.persona_id,
        row_number() over (
            partition by e.kind, l.persona_id
            order by e.share, e.business_day desc, md5(e.source || e.survey_id || e.response_id), e.source, e.survey_id, e.response_id
        ) as place
    from extreme as e
    left join survey_people as p on p.customer_key = e.customer_key
    left join large as l on l.source = e.source and l.survey_id = e.survey_id and l.persona_id = p.persona_id
)

select
    $as_of as as_of,
    kind,
    cast(place as integer) as place,
    source,
    survey_id,
    response_id,
    business_day,
    persona_id,
    question_id,
    role,
    touchpoint,
    phase,
    left(mask_people(answer), 500) as answer,
    round(share, 6) as share,
    left(mask_people(said), 500) as said,
    weight
from placed
where place <= $extreme_answers
order by kind, source, survey_id, response_id
