-- Which persona and which RFM segment is each customer in?
select
    member.customer_key,
    member.persona_id,
    persona.name,
    member.certainty,
    member.known_share,
    rfm.segment,
    feature.recency_days,
    feature.frequency,
    feature.monetary
from marts.persona_members as member
left join marts.personas as persona
    on member.version = persona.version and member.persona_id = persona.persona_id
left join marts.customer_features as feature
    on member.customer_key = feature.customer_key and member.as_of = feature.as_of
left join marts.rfm_segments as rfm
    on member.customer_key = rfm.customer_key and member.as_of = rfm.as_of
