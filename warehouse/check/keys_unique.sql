-- Each row of a dimension occurs once
SELECT 'users' AS table_name, CAST(user_id AS VARCHAR) AS key FROM users GROUP BY user_id HAVING count(*) > 1
UNION ALL
SELECT 'songs', song_id FROM songs GROUP BY song_id HAVING count(*) > 1
UNION ALL
SELECT 'artists', artist_id FROM artists GROUP BY artist_id HAVING count(*) > 1
UNION ALL
SELECT 'time', CAST(start_time AS VARCHAR) FROM time
WHERE CAST(floor(EXTRACT(epoch FROM start_time)) AS BIGINT) >> 5 IN (
  -- Half minutes where a second may be repeated: as powers of two, its seconds add up to more than their bitwise OR.
  -- Few groups, as the app logs whole seconds: every time ends in the same milliseconds.
  SELECT second >> 5
  FROM (SELECT CAST(floor(EXTRACT(epoch FROM start_time)) AS BIGINT) AS second,
               CAST(EXTRACT(microseconds FROM start_time) AS BIGINT) % 1000000 AS fraction FROM time) times
  GROUP BY second >> 5, fraction
  HAVING sum(CAST(1 AS BIGINT) << CAST(second & 31 AS INTEGER)) <>
         bit_or(CAST(1 AS BIGINT) << CAST(second & 31 AS INTEGER)))
GROUP BY start_time HAVING count(*) > 1;
