insert into broken_values by name
select
    b.load_id,
    b.row_number,
    b.rule,
    b.refuses,
    case
        when $masked then regexp_replace(regexp_replace(left(v.found, 200), '\p{N}', '9', 'g'), '[\p{L}\p{M}]', 'x', 'g')
        else left(mask_addresses(v.found), 200)
    end as found
from broken_rows as b
join (select load_id, row_number, cast({column} as varchar) as found from read_parquet($files)) as v
    on v.load_id = b.load_id and v.row_number = b.row_number
where b.column_name = $column
