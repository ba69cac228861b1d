delete from ops.row_counts where kind = $kind and business_day in (select business_day from count_days)
