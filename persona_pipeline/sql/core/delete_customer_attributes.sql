delete from core.customer_attributes as kept
where exists (
    select 1 from attribute_versions as versions
    where versions.source = kept.source and versions.identity_key = kept.identity_key
)
or kept.valid_from in (select business_day from days)
