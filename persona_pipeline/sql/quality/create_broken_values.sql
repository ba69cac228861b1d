create or replace temp table broken_values (
    load_id varchar,
    row_number bigint,
    rule varchar,
    refuses boolean,
    found varchar
)
