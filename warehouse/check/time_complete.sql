-- Each time at which a song started is in time, once, and no other
SELECT start_time, count(CASE WHEN is_time THEN 1 END) AS rows_in_time, count(CASE WHEN NOT is_time THEN 1 END) AS plays
FROM (SELECT start_time, TRUE AS is_time FROM time UNION ALL SELECT start_time, FALSE FROM songplays) times
GROUP BY start_time
HAVING count(CASE WHEN is_time THEN 1 END) <> 1 OR count(*) = 1;
