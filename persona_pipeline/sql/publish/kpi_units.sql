-- What each KPI is in; the total of a share counts some of its n. One that is not named here is not told to anybody, as nobody has
-- said who stands behind it. All features are named as one.
select
    measure,
    unit,
    unit = 'share' as is_rate
from (
    values
    ('active_share', 'share'),
    ('conversion', 'share'),
    ('repeat_rate', 'share'),
    ('order_value', 'ln currency'),
    ('nps', 'nps'),
    ('satisfaction', 'points'),
    ('orders', 'orders'),
    ('revenue', 'currency'),
    ('feature', 'sd')
) as known (measure, unit)
