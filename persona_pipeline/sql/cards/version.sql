select max(version) as version from marts.persona_members where as_of = $as_of
