select
    cast(null as bigint) as load_number,
    cast(null as varchar) as load_id,
    cast(null as varchar) as source,
    cast(null as date) as business_day,
    cast(null as bigint) as rows
where false
