insert into marts.drift_power by name
select
    $version as version,
    $persona_id as persona_id,
    $measure as measure,
    $nights as nights,
    $smallest_change as smallest_change,
    $unit as unit
