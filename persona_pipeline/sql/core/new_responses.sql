create or replace temp table new_responses as
with candidates as (
    select raw.*, loads.sequence
    from raw.responses as raw
    join ops.loads as loads on loads.load_id = raw.load_id
    semi join touched_responses as touched
        on touched.source = raw.source
        and touched.survey_id = raw.survey_id
        and touched.response_id = raw.response_id
),
ranked as (
    select
        candidates.*,
        row_number() over (
            partition by source, survey_id, response_id
            order by updated_at desc nulls last, sequence desc, load_id desc, row_number desc
        ) as version_rank,
        first_value(load_id) over (
            partition by source, survey_id, response_id
            order by updated_at desc nulls last, sequence desc, load_id desc, row_number desc
        ) as winner_load
    from candidates
)
select
    ranked.source,
    ranked.survey_id,
    ranked.response_id,
    ranked.business_day,
    ranked.submitted_at,
    -- who left the form open and came back took long; who took no time at all was not timed
    case
        when ranked.duration_s > 0 then cast(ceil(ranked.duration_s) as bigint)
        when ranked.started_at < ranked.submitted_at then date_diff('second', ranked.started_at, ranked.submitted_at)
    end as duration_s,
    coalesce(account.identity_key, address.identity_key) as identity_key,
    lower(ranked.language) as language,
    ranked.answers,
    ranked.load_id,
    ranked.row_number,
    ranked.version_rank = 1 as is_winner,
    ranked.winner_load = ranked.load_id as of_winner
from ranked
left join keys_of_responses as account
    on account.source = ranked.source and account.name = 'customer' and account.value = trim(ranked.customer_id)
left join keys_of_responses as address
    on address.source = ranked.source and address.name = 'email' and address.value = lower(trim(ranked.email))
