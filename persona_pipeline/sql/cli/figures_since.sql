-- The first night that has figures.
select min(as_of) as oldest from marts.persona_kpis
