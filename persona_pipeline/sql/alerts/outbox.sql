insert into ops.deliveries by name
select
    $alert_id as alert_id,
    $channel as channel,
    'waiting' as status,
    0 as attempts,
    null::varchar as last_error
where not exists (select 1 from ops.deliveries where alert_id = $alert_id and channel = $channel)
