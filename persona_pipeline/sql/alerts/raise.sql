insert into ops.alerts by name
select
    $alert_id as alert_id,
    $as_of as as_of,
    $rule as rule,
    $subject as subject,
    $severity as severity,
    $title as title,
    $body as body,
    cast($evidence as json) as evidence,
    null::date as resolved_as_of
where not exists (select 1 from ops.alerts where alert_id = $alert_id)
