-- Buyers of the night by persona and RFM segment; the reader leaves out what is about few people or lets it follow.
select m.persona_id, s.segment, count(*) as customers
from marts.rfm_segments as s
inner join marts.persona_members as m on m.customer_key = s.customer_key and m.as_of = s.as_of
where s.as_of = $as_of
group by m.persona_id, s.segment
order by m.persona_id, s.segment
