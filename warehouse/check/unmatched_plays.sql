-- The plays without a song are those that unmatched_plays remembers
SELECT songplay_id, count(CASE WHEN is_play THEN 1 END) AS plays, count(CASE WHEN NOT is_play THEN 1 END) AS remembered
FROM (SELECT songplay_id, TRUE AS is_play FROM songplays WHERE song_id IS NULL
      UNION ALL
      SELECT songplay_id, FALSE FROM unmatched_plays) without_song
GROUP BY songplay_id
HAVING count(*) <> 2 OR count(CASE WHEN is_play THEN 1 END) <> 1;
