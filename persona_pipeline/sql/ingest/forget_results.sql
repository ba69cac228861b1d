-- Of a load that the ledger does not know.
delete from ops.validation_results
where load_id = $load_id and load_id not in (select load_id from ops.loads)
