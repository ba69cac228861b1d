-- How many rows of the list of opt-outs (the table opt_out_list) name nobody who is known, and how many it has.
with matched as (
    select
        listed.row_number,
        bool_or(identifiers.value is not null) as is_known
    from opt_out_list as listed
    left join raw.identifiers as identifiers
        on regexp_replace(identifiers.namespace, '@.*$', '') = listed.namespace and identifiers.value = listed.value
    group by listed.row_number
)

select
    count(*) filter (where not is_known) as unknown,
    count(*) as listed
from matched
