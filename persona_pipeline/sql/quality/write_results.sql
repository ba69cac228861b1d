insert into ops.validation_results by name
select * from new_results
