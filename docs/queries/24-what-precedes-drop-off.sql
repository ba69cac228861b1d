-- After which steps are people lost more often than others who got as far?
select
    coalesce(persona.name, 'all members') as name,
    sequence.sequence,
    sequence.outcome,
    sequence.n,
    sequence.share,
    sequence.share_without,
    sequence.lift,
    sequence.lift_low,
    sequence.lift_high,
    sequence.q_value,
    sequence.compared_with
from marts.persona_sequences as sequence
inner join answers.this_snapshot as snapshot on sequence.as_of = snapshot.as_of
left join answers.personas_tonight as persona on sequence.persona_id = persona.persona_id
where sequence.finding
order by sequence.persona_id, sequence.lift desc, sequence.sequence;
