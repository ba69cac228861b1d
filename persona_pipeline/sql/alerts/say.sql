insert into ops.alert_texts by name
select
    $alert_id as alert_id,
    $language as language,
    $title as title,
    $body as body,
    $in_console as in_console
where not exists (select 1 from ops.alert_texts where alert_id = $alert_id and language = $language)
