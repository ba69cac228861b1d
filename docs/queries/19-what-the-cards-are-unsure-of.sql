-- Which lines of the persona cards are not supported by the data, and why?
select persona_id, line, text_en, state, note, author, value, low, high, n
from marts.persona_cards
where state in ('contradicted', 'stale', 'weak', 'assumption')
order by persona_id, state, line;
