-- A play occurs once: user, session, item in session and time are its key
SELECT user_id, session_id, item_in_session, start_time, count(*) AS times
FROM songplays
WHERE coalesce(session_id, -1) IN (
  -- Sessions where an item is repeated: as powers of two, their items add up to more than their bitwise OR.
  SELECT session_id
  FROM (
    SELECT session_id, item_in_session >> 5 AS items,
           CAST(1 AS BIGINT) << CAST(item_in_session & 31 AS INTEGER) AS item_bit
    FROM (SELECT coalesce(session_id, -1) AS session_id, coalesce(item_in_session, 0) AS item_in_session
          FROM songplays) plays
  ) bits
  GROUP BY session_id, items
  HAVING sum(CAST(item_bit AS DOUBLE PRECISION)) <> bit_or(item_bit))
GROUP BY user_id, session_id, item_in_session, start_time
HAVING count(*) > 1;
