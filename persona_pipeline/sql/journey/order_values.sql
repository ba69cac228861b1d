select persona_id, value
from marts.persona_phase_kpis
where as_of = $as_of and kpi = 'order_value' and value is not null
