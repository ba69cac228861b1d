select customer_key, persona_id from marts.persona_members where as_of = $night
