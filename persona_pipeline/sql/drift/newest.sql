-- The newest night that has figures; NULL where there is none.
select max(as_of) from marts.persona_kpis
