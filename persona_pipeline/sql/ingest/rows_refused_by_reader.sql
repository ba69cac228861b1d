select * from read_parquet($refused)
