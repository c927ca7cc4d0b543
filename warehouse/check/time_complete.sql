-- Each time at which a song started is in time, once, and no other
SELECT pairs - times AS plays_without_time, pairs - plays AS times_without_play, plays - all_plays AS at_repeated_times
-- As many pairs as plays and as times, and no more plays than before: each play has one time, each time a play.
FROM (SELECT count(*) AS pairs, count(p.start_time) AS plays, count(t.start_time) AS times
      FROM songplays p FULL JOIN time t ON t.start_time = p.start_time) joined
CROSS JOIN (SELECT count(*) AS all_plays FROM songplays) fact_rows
WHERE plays <> pairs OR times <> pairs OR plays <> all_plays;
