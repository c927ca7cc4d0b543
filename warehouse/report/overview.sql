-- The month at a glance
SELECT count(*) AS plays, count(DISTINCT user_id) AS listeners, count(DISTINCT session_id) AS sessions,
       round(100.0 * sum(CASE WHEN level = 'paid' THEN 1 ELSE 0 END) / count(*), 1) AS paid_percent,
       round(100.0 * count(song_id) / count(*), 1) AS matched_percent,
       min(start_time) AS first_play, max(start_time) AS last_play
FROM songplays;

-- Plays and listeners by week
SELECT t.year, t.week, count(*) AS plays, count(DISTINCT p.user_id) AS listeners
FROM songplays p JOIN time t ON t.start_time = p.start_time
GROUP BY t.year, t.week
ORDER BY t.year, t.week;

-- Most played songs
SELECT s.title, s.artist_name AS artist, count(*) AS plays
FROM songplays p JOIN songs s ON s.song_id = p.song_id
GROUP BY s.song_id, s.title, s.artist_name
ORDER BY plays DESC, s.title
LIMIT 10;

-- Most played of what the catalogue lacks
SELECT title, artist_name AS artist, count(*) AS plays
FROM unmatched_plays
GROUP BY title, artist_name
ORDER BY plays DESC, title
LIMIT 5;

-- Most active users
SELECT u.user_id, u.first_name, u.last_name, u.level, count(*) AS plays
FROM songplays p JOIN users u ON u.user_id = p.user_id
GROUP BY u.user_id, u.first_name, u.last_name, u.level
ORDER BY plays DESC, u.user_id
LIMIT 10;
