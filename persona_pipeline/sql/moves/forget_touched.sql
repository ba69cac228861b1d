-- What every night whose members are kept knew of already: no night will be computed again because of it. The last change that
-- they knew of stays, so that the numbers go on.
delete from ops.touched_people
where touched < (
    select min(cast(json_extract_string(figures, '$.facts') as bigint))
    from ops.stages
    where stage = 'moves' and as_of in (select as_of from marts.persona_members)
)
