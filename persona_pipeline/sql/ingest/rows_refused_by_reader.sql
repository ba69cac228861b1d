-- Addresses are masked: the record itself is in landing, under load_id and row_number.
select * replace (regexp_replace(record, '[^\s,;:"''<>|@]+@[^\s,;:"''<>|@]+', '***@***', 'g') as record)
from read_parquet($refused)
