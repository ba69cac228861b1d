-- The alert stands again; its words are put anew.
delete from ops.alert_texts
where alert_id = $alert_id
