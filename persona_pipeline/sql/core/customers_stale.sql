-- Whether who is who has changed since: a leading key that leads nobody any more, or one that leads somebody with facts and is not known.
select
    exists (
        select 1 from core.customers as customers
        anti join core.identities as identities on identities.customer_key = customers.customer_key
    )
    or exists (
        select 1
        from core.identities as identities
        anti join core.customers as customers on customers.customer_key = identities.customer_key
        semi join core.customer_day as days on days.identity_key = identities.identity_key
    ) as is_stale
