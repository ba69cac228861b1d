-- Did every row that came in end up somewhere, and how many were refused?
select kind, source, rows_in, rows_core, rows_duplicate, rows_replaced, rows_quarantined, rows_unexplained
from answers.row_conservation;
