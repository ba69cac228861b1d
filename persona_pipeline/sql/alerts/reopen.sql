-- The night is run again and its cause is still there after all.
update ops.alerts
set resolved_as_of = null
where rule = $rule and resolved_as_of = $as_of
