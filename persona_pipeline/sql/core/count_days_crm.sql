-- A version in between changes which later versions say something new, so all days of the people touched are counted again.
create or replace temp table count_days as
select business_day from days
union
select business_day from attribute_versions
