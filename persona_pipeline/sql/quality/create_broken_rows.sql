create or replace temp table broken_rows (
    load_id varchar,
    row_number bigint,
    rule varchar,
    column_name varchar,
    measured double,
    refuses boolean
)
