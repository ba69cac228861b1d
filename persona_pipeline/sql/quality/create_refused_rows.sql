create or replace temp table refused_rows (
    load_id varchar,
    row_number bigint,
    reason_code varchar,
    column_name varchar,
    found varchar,
    expected varchar
)
