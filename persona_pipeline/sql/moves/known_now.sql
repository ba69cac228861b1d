select
    (select coalesce(max(rolled), 0) from ops.rolled_days) as rolled,
    (
        select cast(coalesce(bit_xor(hash(identity_key, customer_key)), 0) as varchar)
        from core.identities
        where identity_key <> customer_key
    ) as people
