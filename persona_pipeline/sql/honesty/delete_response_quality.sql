delete from marts.response_quality as kept
where kept.business_day >= $first_day
    or exists (
        select 1
        from judged_responses as judged
        where judged.source = kept.source and judged.survey_id = kept.survey_id and judged.response_id = kept.response_id
    )
