-- What each changed person adds to each step of the way from what was told then (told_side) to tonight (now_side): data_side is
-- the same night from what is known today, then_side the same again by tonight's rules. People who are alike in all four are
-- left out before anything is added up. n counts of a mean how many are known; a total counts who is unknown as 0.
with people as (
    select
        coalesce(t.customer_key, d.customer_key, h.customer_key, n.customer_key) as customer_key,
        t.persona_id as p_told,
        d.persona_id as p_data,
        h.persona_id as p_then,
        n.persona_id as p_now,
        t.x as x_told,
        d.x as x_data,
        h.x as x_then,
        n.x as x_now
    from told_side as t
    full outer join data_side as d on d.customer_key = t.customer_key
    full outer join then_side as h on h.customer_key = coalesce(t.customer_key, d.customer_key)
    full outer join now_side as n on n.customer_key = coalesce(t.customer_key, d.customer_key, h.customer_key)
    where t.persona_id is distinct from d.persona_id
        or d.persona_id is distinct from h.persona_id
        or h.persona_id is distinct from n.persona_id
        or t.x is distinct from d.x
        or d.x is distinct from h.x
        or h.x is distinct from n.x
),

scoped as (
    select customer_key, p_told, p_data, p_then, p_now, x_told, x_data, x_then, x_now
    from people
    union all
    select
        customer_key,
        case when p_told is not null then 'all' end as p_told,
        case when p_data is not null then 'all' end as p_data,
        case when p_then is not null then 'all' end as p_then,
        case when p_now is not null then 'all' end as p_now,
        x_told, x_data, x_then, x_now
    from people
),

cells as (
    select
        f.figure, f.is_total, s.p_told, s.p_data, s.p_then, s.p_now,
        case when s.p_told is null or not f.is_total then s.x_told[f.place] else coalesce(s.x_told[f.place], 0) end as v_told,
        case when s.p_data is null or not f.is_total then s.x_data[f.place] else coalesce(s.x_data[f.place], 0) end as v_data,
        case when s.p_then is null or not f.is_total then s.x_then[f.place] else coalesce(s.x_then[f.place], 0) end as v_then,
        case when s.p_now is null or not f.is_total then s.x_now[f.place] else coalesce(s.x_now[f.place], 0) end as v_now
    from scoped as s
    cross join moves_figures as f
),

changed as materialized (
    select
        *,
        coalesce(p_then = p_now and v_then is not null and v_now is not null, false) as stayed
    from cells
    where p_told is distinct from p_data or p_data is distinct from p_then or p_then is distinct from p_now
        or v_told is distinct from v_data or v_data is distinct from v_then or v_then is distinct from v_now
),

-- The steps from one picture of the earlier night to the next.
pairs as (
    select 'data' as step, figure, is_total, p_told as p_before, v_told as v_before, p_data as p_after, v_data as v_after
    from changed
    union all
    select 'definition' as step, figure, is_total, p_data as p_before, v_data as v_before, p_then as p_after, v_then as v_after
    from changed
),

-- One row for each person, figure, persona and step: who keeps the persona is in a step with the difference alone.
steps as (
    select
        figure, is_total, p_after as persona_id, step,
        (case when v_after is null then 0 else 1 end) - (case when v_before is null then 0 else 1 end) as n,
        coalesce(v_after, 0) - coalesce(v_before, 0) as total
    from pairs
    where p_before = p_after and v_before is distinct from v_after
    union all
    select figure, is_total, p_before as persona_id, step, -1 as n, -v_before as total
    from pairs
    where p_before is distinct from p_after and v_before is not null
    union all
    select figure, is_total, p_after as persona_id, step, 1 as n, v_after as total
    from pairs
    where p_before is distinct from p_after and v_after is not null
    union all
    select figure, is_total, p_then as persona_id, 'left' as step, -1 as n, -v_then as total
    from changed
    where not stayed and v_then is not null
    union all
    select figure, is_total, p_now as persona_id, 'came' as step, 1 as n, v_now as total
    from changed
    where not stayed and v_now is not null
    union all
    select figure, is_total, p_now as persona_id, 'behaviour' as step, 0 as n, v_now - v_then as total
    from changed
    where stayed and v_then <> v_now
)

select
    figure,
    persona_id,
    step,
    cast(sum(n) as bigint) as n,
    sum(total) as total,
    count(*) filter (where total <> 0 or (n <> 0 and not is_total)) as people
from steps
group by figure, persona_id, step
