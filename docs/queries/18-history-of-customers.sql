-- Which customers changed persona most often, where did they begin, and where are they now?
select customer_key, first_persona, first_as_of, previous_persona, persona_id, name, since_as_of, gone_as_of, changes, certainty
from answers.persona_history
order by changes desc, since_as_of desc, customer_key
limit 100;
