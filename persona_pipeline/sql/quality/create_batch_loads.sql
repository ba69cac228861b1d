create or replace temp table batch_loads (
    load_number bigint,
    load_id varchar,
    file_name varchar
)
