-- Each user, song and artist occurs once
SELECT 'users' AS table_name, CAST(user_id AS VARCHAR) AS key FROM users GROUP BY user_id HAVING count(*) > 1
UNION ALL
SELECT 'songs', song_id FROM songs GROUP BY song_id HAVING count(*) > 1
UNION ALL
SELECT 'artists', artist_id FROM artists GROUP BY artist_id HAVING count(*) > 1;
