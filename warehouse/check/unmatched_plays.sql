-- The plays without a song are those that unmatched_plays remembers
SELECT pairs - remembered AS not_remembered, pairs - plays AS remembered_with_song,
       plays - all_plays AS remembered_again, remembered - all_remembered AS played_again
-- As many pairs as rows on either side, before the join and after it: each has one partner.
FROM (SELECT count(*) AS pairs, count(p.songplay_id) AS plays, count(u.songplay_id) AS remembered
      FROM (SELECT songplay_id FROM songplays WHERE song_id IS NULL) p
      FULL JOIN unmatched_plays u ON u.songplay_id = p.songplay_id) joined
CROSS JOIN (SELECT count(*) AS all_plays FROM songplays WHERE song_id IS NULL) fact_rows
CROSS JOIN (SELECT count(*) AS all_remembered FROM unmatched_plays) unmatched_rows
WHERE plays <> pairs OR remembered <> pairs OR plays <> all_plays OR remembered <> all_remembered;
