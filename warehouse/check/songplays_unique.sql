-- A play occurs once: user, session, item in session and time are its key
SELECT user_id, session_id, item_in_session, start_time, count(*) AS times
FROM songplays
GROUP BY user_id, session_id, item_in_session, start_time
HAVING count(*) > 1;
