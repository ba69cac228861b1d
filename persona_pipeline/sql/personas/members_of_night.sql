-- Who is a member of which persona on the night.
select customer_key, persona_id from marts.persona_members where as_of = $as_of
