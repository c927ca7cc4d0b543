-- The plays without a song are those that unmatched_plays remembers
SELECT coalesce(p.songplay_id, u.songplay_id) AS songplay_id
FROM (SELECT songplay_id FROM songplays WHERE song_id IS NULL) p
FULL JOIN unmatched_plays u ON u.songplay_id = p.songplay_id
WHERE p.songplay_id IS NULL OR u.songplay_id IS NULL;
