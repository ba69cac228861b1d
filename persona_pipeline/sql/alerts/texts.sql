-- What alerts say, in each language in which they were put into words.
select alert_id, language, title, body, in_console
from ops.alert_texts
where list_contains(cast($alert_ids as varchar[]), alert_id)
order by alert_id, language
