-- Every play finds its user, song and artist, and every song its artist
SELECT 'songplays.user_id' AS reference, CAST(user_id AS VARCHAR) AS key
FROM (SELECT user_id FROM songplays WHERE user_id IS NOT NULL GROUP BY user_id) p
WHERE NOT EXISTS (SELECT 1 FROM users u WHERE u.user_id = p.user_id)
UNION ALL
SELECT 'songplays.song_id', song_id
FROM (SELECT song_id FROM songplays WHERE song_id IS NOT NULL GROUP BY song_id) p
WHERE NOT EXISTS (SELECT 1 FROM songs s WHERE s.song_id = p.song_id)
UNION ALL
SELECT 'songplays.artist_id', artist_id
FROM (SELECT artist_id FROM songplays WHERE artist_id IS NOT NULL GROUP BY artist_id) p
WHERE NOT EXISTS (SELECT 1 FROM artists a WHERE a.artist_id = p.artist_id)
UNION ALL
SELECT 'songs.artist_id', artist_id
FROM (SELECT artist_id FROM songs GROUP BY artist_id) s
WHERE NOT EXISTS (SELECT 1 FROM artists a WHERE a.artist_id = s.artist_id);
