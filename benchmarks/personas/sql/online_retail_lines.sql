with read as (
    select *, row_number() over (partition by InvoiceNo order by StockCode, Quantity, UnitPrice) as line
    from read_csv($folder || '/*.csv', all_varchar = true, union_by_name = true)
    where CustomerID <> '' and InvoiceNo not like 'A%'
)
select
    'shop' as source,
    InvoiceNo as order_id,
    line as line_number,
    cast(InvoiceDate as timestamp)::date as business_day,
    cast(InvoiceDate as timestamp) as ordered_at,
    'c' || split_part(CustomerID, '.', 1) as identity_key,
    StockCode as product_id,
    Description as product_name,
    cast(Quantity as decimal(18, 3)) as quantity,
    cast(UnitPrice as decimal(18, 4)) as unit_price,
    cast(cast(Quantity as decimal(18, 3)) * cast(UnitPrice as decimal(18, 4)) as decimal(18, 4)) as amount
from read
where cast(UnitPrice as double) > 0
