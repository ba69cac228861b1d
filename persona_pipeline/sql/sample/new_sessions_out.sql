-- Web sessions that are still to be written, with the day on which they arrive.
create or replace table sessions_out (
    arrival_day date, business_day date, started_at timestamp, started_utc timestamp, session_id varchar, visitor_id varchar, key ubigint, customer_id integer,
    signed_in_from tinyint, pages tinyint, searches tinyint, product_views tinyint, depth tinyint, step_s tinyint, traffic_source varchar,
    traffic_medium varchar, campaign varchar, device varchar, country varchar, search_term varchar, category varchar, first_product smallint,
    products smallint, order_id varchar, pieces integer, revenue decimal(18, 2), last_event_twice tinyint, bad_date_at tinyint
)
