-- How much there is before the first figures: files taken in, days with orders.
select
    (select count(*) from ops.loads where status = 'accepted') as files,
    (select count(*) from marts.daily_figures where orders > 0) as order_days
