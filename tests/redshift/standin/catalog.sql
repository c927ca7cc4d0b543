-- What Redshift has and PostgreSQL lacks. psql runs it once; :loads is the folder in which the stand-in notes loads.
CREATE SCHEMA redshift;
SET search_path = pg_catalog;

-- VARCHAR compares without trailing blanks, as CHAR does in PostgreSQL: the same bytes, compared by CHAR's functions.
CREATE FUNCTION redshift.varchar_eq(varchar, varchar) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'bpchareq';
CREATE FUNCTION redshift.varchar_ne(varchar, varchar) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'bpcharne';
CREATE FUNCTION redshift.varchar_lt(varchar, varchar) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'bpcharlt';
CREATE FUNCTION redshift.varchar_le(varchar, varchar) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'bpcharle';
CREATE FUNCTION redshift.varchar_gt(varchar, varchar) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'bpchargt';
CREATE FUNCTION redshift.varchar_ge(varchar, varchar) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'bpcharge';
CREATE FUNCTION redshift.varchar_cmp(varchar, varchar) RETURNS integer LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'bpcharcmp';
CREATE FUNCTION redshift.varchar_hash(varchar) RETURNS integer LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'hashbpchar';
CREATE OPERATOR pg_catalog.= (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = redshift.varchar_eq, COMMUTATOR = =, NEGATOR = <>,
                              RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE OPERATOR pg_catalog.<> (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = redshift.varchar_ne, COMMUTATOR = <>, NEGATOR = =,
                               RESTRICT = neqsel, JOIN = neqjoinsel);
CREATE OPERATOR pg_catalog.< (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = redshift.varchar_lt, COMMUTATOR = >, NEGATOR = >=,
                              RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
CREATE OPERATOR pg_catalog.<= (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = redshift.varchar_le, COMMUTATOR = >=, NEGATOR = >,
                               RESTRICT = scalarlesel, JOIN = scalarlejoinsel);
CREATE OPERATOR pg_catalog.> (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = redshift.varchar_gt, COMMUTATOR = <, NEGATOR = <=,
                              RESTRICT = scalargtsel, JOIN = scalargtjoinsel);
CREATE OPERATOR pg_catalog.>= (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = redshift.varchar_ge, COMMUTATOR = <=, NEGATOR = <,
                               RESTRICT = scalargesel, JOIN = scalargejoinsel);
CREATE OPERATOR CLASS redshift.varchar_without_blanks DEFAULT FOR TYPE varchar USING btree AS
  OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 redshift.varchar_cmp(varchar, varchar);
CREATE OPERATOR CLASS redshift.varchar_without_blanks DEFAULT FOR TYPE varchar USING hash AS
  OPERATOR 1 =, FUNCTION 1 redshift.varchar_hash(varchar);

-- Identities are unique, with gaps, and in no order of the rows: 64 numbers at a time are shuffled, 64 left out.
CREATE SEQUENCE redshift.identity_count MINVALUE 0;
CREATE FUNCTION redshift.identity(seed bigint, step bigint) RETURNS bigint LANGUAGE sql VOLATILE AS $$
  SELECT seed + step * ((n / 64) * 128 + (n % 64) * 37 % 64) FROM (SELECT nextval('redshift.identity_count') AS n) counted
$$;

-- VARCHAR(n) and CHAR(n) hold n bytes: a check for each such column that lacks it, after a table was made or changed.
CREATE FUNCTION redshift.check_bytes(changed regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE col record; old name; wanted name;
BEGIN
  FOR col IN SELECT attname, attnum, atttypmod - 4 AS bytes FROM pg_attribute
             WHERE attrelid = changed AND attnum > 0 AND NOT attisdropped AND atttypmod > 4
               AND atttypid IN ('varchar'::regtype, 'bpchar'::regtype) LOOP
    wanted := left(format('standin_bytes_%s_%s', col.bytes, col.attname), 63);
    SELECT min(conname::text) INTO old FROM pg_constraint
    WHERE conrelid = changed AND conname LIKE 'standin\_bytes\_%' AND conkey = ARRAY[col.attnum];
    IF old IS DISTINCT FROM wanted THEN
      IF old IS NOT NULL THEN EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', changed, old); END IF;
      EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I CHECK (octet_length(%I) <= %s) NOT VALID', changed, wanted, col.attname, col.bytes);
    END IF;
  END LOOP;
END $$;

CREATE FUNCTION redshift.dateadd(part text, amount bigint, moment timestamp) RETURNS timestamp LANGUAGE sql IMMUTABLE AS $$
  SELECT moment + amount * CASE part WHEN 'quarter' THEN interval '3 months' ELSE ('1 ' || part)::interval END
$$;
-- DATEDIFF counts the boundaries between two moments.
CREATE FUNCTION redshift.datediff(part text, a timestamp, b timestamp) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN part IN ('year', 'decade', 'century') THEN
      ((extract(year FROM b)::bigint - extract(year FROM a)::bigint) / CASE part WHEN 'decade' THEN 10 WHEN 'century' THEN 100 ELSE 1 END)
    WHEN part IN ('month', 'quarter') THEN
      (extract(year FROM b)::bigint * 12 + extract(month FROM b)::bigint - 1) / CASE part WHEN 'quarter' THEN 3 ELSE 1 END -
      (extract(year FROM a)::bigint * 12 + extract(month FROM a)::bigint - 1) / CASE part WHEN 'quarter' THEN 3 ELSE 1 END
    WHEN part = 'microsecond' THEN (extract(epoch FROM b - a) * 1000000)::bigint
    WHEN part = 'millisecond' THEN
      (extract(epoch FROM date_trunc('milliseconds', b) - date_trunc('milliseconds', a)) * 1000)::bigint
    WHEN part = 'week' THEN (extract(epoch FROM date_trunc('week', b + interval '1 day') - date_trunc('week', a + interval '1 day')) / 604800)::bigint
    ELSE (extract(epoch FROM date_trunc(part, b) - date_trunc(part, a)) /
          CASE part WHEN 'day' THEN 86400 WHEN 'hour' THEN 3600 WHEN 'minute' THEN 60 WHEN 'second' THEN 1 END)::bigint
  END
$$;
-- The average of integers is an integer.
CREATE FUNCTION redshift.whole_average(state numeric[]) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT trunc(state[1] / nullif(state[2], 0))::bigint
$$;
CREATE FUNCTION redshift.add_to_average(state numeric[], value bigint) RETURNS numeric[] LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN value IS NULL THEN state ELSE ARRAY[state[1] + value, state[2] + 1] END
$$;
CREATE FUNCTION redshift.add_to_average(state numeric[], value integer) RETURNS numeric[] LANGUAGE sql IMMUTABLE AS $$
  SELECT redshift.add_to_average(state, value::bigint)
$$;
CREATE AGGREGATE redshift.avg(integer) (SFUNC = redshift.add_to_average, STYPE = numeric[], INITCOND = '{0,0}',
                                        FINALFUNC = redshift.whole_average);
CREATE AGGREGATE redshift.avg(bigint) (SFUNC = redshift.add_to_average, STYPE = numeric[], INITCOND = '{0,0}',
                                       FINALFUNC = redshift.whole_average);
CREATE AGGREGATE redshift.avg(double precision) (SFUNC = float8_accum, STYPE = double precision[], INITCOND = '{0,0,0}',
                                                 FINALFUNC = float8_avg);
CREATE AGGREGATE redshift.avg(numeric) (SFUNC = numeric_avg_accum, STYPE = internal, FINALFUNC = numeric_avg);

CREATE FUNCTION pg_catalog.convert_timezone(source text, target text, moment timestamp) RETURNS timestamp LANGUAGE sql STABLE AS
  $$ SELECT (moment AT TIME ZONE source) AT TIME ZONE target $$;
CREATE FUNCTION pg_catalog.convert_timezone(target text, moment timestamp) RETURNS timestamp LANGUAGE sql STABLE AS
  $$ SELECT (moment AT TIME ZONE 'UTC') AT TIME ZONE target $$;
CREATE FUNCTION pg_catalog.strtol(digits text, base integer) RETURNS bigint LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE result bigint := 0; digit integer;
BEGIN
  FOR i IN 1 .. length(digits) LOOP
    digit := strpos('0123456789abcdefghijklmnopqrstuvwxyz', lower(substr(digits, i, 1))) - 1;
    IF digit NOT BETWEEN 0 AND base - 1 THEN RAISE 'The input % is not valid to be converted to base %', digits, base; END IF;
    result := result * base + digit;
  END LOOP;
  RETURN result;
END $$;
CREATE FUNCTION pg_catalog.json_extract_path_text(source text, VARIADIC path text[]) RETURNS text LANGUAGE sql IMMUTABLE AS
  $$ SELECT coalesce(source::json #>> path, '') $$;
CREATE FUNCTION pg_catalog.is_valid_json(source text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT AS
  $$ BEGIN PERFORM source::json; RETURN true; EXCEPTION WHEN OTHERS THEN RETURN false; END $$;

-- What the stand-in noted of loads, outside of any transaction: a load that is rolled back leaves its errors.
CREATE FUNCTION redshift.noted(name text) RETURNS SETOF json LANGUAGE sql VOLATILE AS $$
  SELECT line::json FROM regexp_split_to_table(
    pg_read_file(current_setting('redshift.loads') || '/' || name), E'\n') line
  WHERE line <> ''
$$;
SELECT format('ALTER DATABASE %I SET redshift.loads = %L', current_database(), :'loads') \gexec

CREATE VIEW pg_catalog.sys_load_error_detail AS SELECT r.* FROM redshift.noted('error') n, json_to_record(n) AS r(
  user_id integer, query_id bigint, transaction_id bigint, session_id integer, database_name character(64), table_id integer,
  start_time timestamp, file_name character(256), line_number bigint, column_name character(127), column_type character(10),
  column_length character(10), position integer, error_code integer, error_message character(512));
CREATE VIEW pg_catalog.sys_load_history AS SELECT r.* FROM redshift.noted('history') n, json_to_record(n) AS r(
  user_id integer, query_id bigint, transaction_id bigint, session_id integer, database_name text, status text, table_name text,
  start_time timestamp, end_time timestamp, duration bigint, data_source text, file_format text, loaded_rows bigint,
  loaded_bytes bigint, source_file_count integer, source_file_bytes bigint, file_count_scanned integer, file_bytes_scanned bigint,
  error_count bigint, copy_job_id bigint);
CREATE VIEW pg_catalog.sys_load_detail AS SELECT r.* FROM redshift.noted('detail') n, json_to_record(n) AS r(
  user_id integer, query_id integer, file_name character(256), bytes_scanned integer, lines_scanned integer, record_time timestamp,
  splits_scanned integer, start_time timestamp, end_time timestamp, file_etag character(256), file_last_modified timestamp);
CREATE VIEW pg_catalog.stl_load_commits AS
  SELECT user_id AS userid, query_id AS query, 0 AS slice, 'ignore'::character(256) AS name, file_name AS filename, 0 AS byte_offset,
         lines_scanned, 0 AS errors, record_time AS curtime, 1::smallint AS status, 'uncompressed'::character(16) AS file_format
  FROM sys_load_detail;
CREATE VIEW pg_catalog.stl_load_errors AS SELECT r.* FROM redshift.noted('stl_error') n, json_to_record(n) AS r(
  userid integer, slice integer, tbl integer, starttime timestamp, session integer, query integer, filename character(256),
  line_number bigint, colname character(127), type character(10), col_length character(10), position integer,
  raw_line character(1024), raw_field_value character(1024), err_code integer, err_reason character(100), is_partial integer,
  start_offset bigint, copy_job_id bigint);

-- DISTKEY and its like, as the stand-in read them.
CREATE TABLE redshift.column_attributes (relation regclass, name text, encoding text, distkey boolean, sortkey integer);
CREATE TABLE redshift.table_attributes (relation regclass, diststyle text);
CREATE VIEW pg_catalog.pg_table_def AS
  SELECT n.nspname AS schemaname, c.relname AS tablename, a.attname AS "column", format_type(a.atttypid, a.atttypmod) AS type,
         coalesce(k.encoding, 'none') AS encoding, coalesce(k.distkey, false) AS distkey, coalesce(k.sortkey, 0) AS sortkey,
         a.attnotnull AS "notnull"
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
  LEFT JOIN redshift.column_attributes k ON k.relation = c.oid AND k.name = a.attname
  WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND n.nspname = ANY (current_schemas(false));
CREATE VIEW pg_catalog.svv_table_info AS
  SELECT current_database()::text AS database, n.nspname::text AS schema, c.oid AS table_id, c.relname::text AS "table", 'Y'::text AS encoded,
         coalesce(t.diststyle, 'AUTO(ALL)') ||
           coalesce((SELECT '(' || name || ')' FROM redshift.column_attributes k WHERE k.relation = c.oid AND k.distkey), '') AS diststyle,
         (SELECT name FROM redshift.column_attributes k WHERE k.relation = c.oid AND k.sortkey = 1) AS sortkey1,
         greatest(pg_relation_size(c.oid) / 1048576, 1) AS size, 0::numeric AS unsorted, 0::numeric AS stats_off,
         greatest(c.reltuples, 0)::numeric(38,0) AS tbl_rows, 0::numeric AS skew_rows
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN redshift.table_attributes t ON t.relation = c.oid
  WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'redshift') AND n.nspname NOT LIKE 'pg\_toast%';
CREATE VIEW pg_catalog.stv_slices AS
  SELECT slice / 2 AS node, slice, slice % 2 AS localslice, 'D'::character(1) AS type FROM generate_series(0, 3) AS slices(slice);
