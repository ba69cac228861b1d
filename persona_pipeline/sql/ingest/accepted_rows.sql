select staged.*
from read_parquet($accepted) as staged
anti join (select row_number from refused_rows where load_id = $load_id) as refused
    on refused.row_number = staged.row_number
