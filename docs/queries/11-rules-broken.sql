-- Which validation rules warned most often, and in which batches?
-- These rows came in all the same. Why rows were refused: 13-why-rows-were-refused.sql.
select result.rule, result.severity, result.why, sum(result.rows_failed) as rows_failed, count(*) as batches, max(load.file_name) as last_file
from ops.validation_results as result
left join ops.loads as load on result.load_id = load.load_id
where not result.success and result.severity <> 'critical'
group by result.rule, result.severity, result.why
order by rows_failed desc, result.rule;
