-- Whether the file that is read was made by a version that keeps the words of alerts.
select 1
from duckdb_tables()
where database_name = current_database() and schema_name = 'ops' and table_name = 'alert_texts'
