-- Addresses are masked: the record itself is in landing, under load_id and row_number.
select * replace (mask_addresses(record) as record)
from read_parquet($refused)
