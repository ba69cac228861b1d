-- What the alerts up to the night say. Words whose figures marts.drift_signals does not tell are not told here either.
select
    text.alert_id,
    text.language,
    text.title,
    coalesce(told.body, text.body) as body,
    coalesce(told.body, text.in_console) as in_console
from ops.alert_texts as text
inner join ops.alerts as alert on alert.alert_id = text.alert_id
left join told_alert_texts as told on told.alert_id = text.alert_id and told.language = text.language
where alert.as_of <= $as_of
