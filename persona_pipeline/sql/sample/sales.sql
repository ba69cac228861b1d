-- Orders of a period as the shop sees them: who is known by what, where they bought, and how many days late the order reaches us.
create or replace table sales as
with buyers as (
    select
        v.*,
        b.refund_share,
        b.extra_lines,
        b.extra_pieces,
        b.discount_share,
        -- without any key: guests in the store, and a few on the web
        uniform(v.key, 10) < case when v.kind = 1 then 0.25 else 0.03 end as guest
    from visits as v
    inner join behaviours as b on b.behaviour = v.behaviour
    where v.buys
),
known as (
    select
        *,
        'k' || person_id || case person_id % 3 when 0 then '@example.org' when 1 then '@example.com' else '@mail.example.net' end as address
    from buyers
)
select
    key,
    behaviour,
    business_day,
    started_at as ordered_at,
    order_id,
    case when has_account and not guest then person_id end as customer_id,
    case
        when guest or (has_account and uniform(key, 11) < 0.3) or (not has_account and kind = 1 and uniform(key, 12) < 0.5) then null
        when uniform(key, 13) < 0.06 then upper(address)
        when uniform(key, 13) < 0.12 then ' ' || address || ' '
        when uniform(key, 13) < 0.16 then upper(left(address, 1)) || substr(address, 2)
        else address
    end as email,
    case when uniform(key, 14) < 0.85 then 'NL' when uniform(key, 14) < 0.95 then 'BE' else 'DE' end as country,
    case
        when kind = 0 and uniform(key, 15) < 0.2 then 'app'
        when kind = 0 then 'web'
        when uniform(key, 15) < 0.75 then 'store'
        else 'marketplace'
    end as channel,
    case when uniform(key, 16) < 0.7 then 'home' when uniform(key, 16) < 0.9 then 'pick-up point' else 'locker' end as delivery_option,
    case when $dirt and uniform(key, 17) < 0.01 then 1 + floor(3 * uniform(key, 18))::integer else 0 end as late_days,
    $dirt and uniform(key, 19) < 0.005 as changed_later,
    uniform(key, 20) < refund_share as refunded,
    extra_lines,
    extra_pieces,
    discount_share
from known
