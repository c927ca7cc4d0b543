-- One row a user seen in any event: name, gender and level as of the user's latest event. Of events at the same
-- millisecond the greatest counts, so that the order of loading does not matter.
--@reads staging_events
CREATE TABLE IF NOT EXISTS users (
  user_id       BIGINT NOT NULL,
  first_name    VARCHAR(256),
  last_name     VARCHAR(256),
  gender        VARCHAR(16),
  level         VARCHAR(16),
  last_event_at TIMESTAMP NOT NULL
  --@redshift , PRIMARY KEY (user_id)
) --@redshift-keys DISTSTYLE ALL SORTKEY (user_id)
;

COMMENT ON TABLE users IS 'Users seen in any event, as of their latest';
COMMENT ON COLUMN users.level IS 'free or paid, at the latest event';
COMMENT ON COLUMN users.last_event_at IS 'When that event was, UTC';

--@load
-- Of users who are not known with a later event: their other columns need not be looked at.
CREATE TEMP TABLE latest_events AS
SELECT l.user_id, l.ts
FROM (SELECT user_id, max(ts) AS ts FROM staging_events WHERE user_id IS NOT NULL GROUP BY user_id) l
LEFT JOIN users u ON u.user_id = l.user_id
WHERE u.user_id IS NULL OR l.ts >= u.last_event_at;

CREATE TEMP TABLE user_changes AS
SELECT user_id, first_name, last_name, gender, level, last_event_at
FROM (
  SELECT user_id, first_name, last_name, gender, level, last_event_at, is_known, row_number() OVER (
           PARTITION BY user_id
           ORDER BY last_event_at DESC, level DESC NULLS LAST, first_name DESC NULLS LAST,
                    last_name DESC NULLS LAST, gender DESC NULLS LAST,
                    --@redshift len(first_name) DESC, len(last_name) DESC,
                    is_known DESC) AS place
  FROM (
    SELECT e.user_id, e.first_name, e.last_name, e.gender, e.level, e.ts AS last_event_at, 0 AS is_known
    FROM staging_events e
    JOIN latest_events l ON l.user_id = e.user_id AND l.ts = e.ts
    UNION ALL
    SELECT u.user_id, u.first_name, u.last_name, u.gender, u.level, u.last_event_at, 1 AS is_known
    FROM users u
    JOIN latest_events l ON l.user_id = u.user_id AND l.ts = u.last_event_at
  ) versions
) ranked
WHERE place = 1 AND is_known = 0;

DELETE FROM users USING user_changes WHERE users.user_id = user_changes.user_id;

INSERT INTO users SELECT user_id, first_name, last_name, gender, level, last_event_at FROM user_changes;

DROP TABLE latest_events;
DROP TABLE user_changes;
