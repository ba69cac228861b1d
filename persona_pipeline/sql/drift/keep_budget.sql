insert into marts.drift_budget by name
select
    $version as version,
    $level as level,
    $budget as budget,
    $rate as false_per_year,
    $low as low,
    $high as high,
    $factor as threshold_factor,
    $years as years,
    $reference_nights as reference_nights,
    $weeks as weeks,
    $last_night as last_night,
    $provisional as provisional,
    $fingerprint as fingerprint
