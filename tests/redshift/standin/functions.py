"""The functions that Redshift's documentation lists (SQL functions reference); any other does not exist."""

AGGREGATE = """any_value approximate avg bit_and bit_or bool_and bool_or corr count covar_pop covar_samp listagg max median min
percentile_cont percentile_disc stddev stddev_pop stddev_samp sum var_pop var_samp variance approx_count_distinct"""
WINDOW = "cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank ratio_to_report row_number"
CONDITIONAL = "coalesce decode greatest least nullif nvl nvl2"
DATE = """add_months convert_timezone current_date date_cmp date_cmp_timestamp date_part date_part_year date_trunc dateadd
datediff dayofweek extract getdate interval_cmp last_day months_between next_day sysdate timeofday timezone timestamp_cmp
timestamp_cmp_date to_timestamp trunc"""
STRING = """ascii bpcharcmp btrim bttext_pattern_cmp char_length character_length charindex chr concat crc32 difference initcap
left len length lower lpad ltrim octetindex octet_length position quote_ident quote_literal regexp_count regexp_instr
regexp_replace regexp_substr repeat replace replicate reverse right rpad rtrim soundex split_part strpos strtol substr substring
textlen translate trim upper"""
MATH = """abs acos asin atan atan2 cbrt ceil ceiling cos cot degrees dexp dlog1 dlog10 exp floor ln log mod pi power radians
random round sign sin sqrt tan trunc width_bucket"""
HASH = "checksum farmfingerprint64 fnv_hash md5 sha sha1 sha2 func_sha1 strtol"
JSON = """can_json_parse is_valid_json is_valid_json_array json_array_length json_extract_array_element_text
json_extract_path_text json_parse json_serialize"""
TYPES = "cast convert to_char to_date to_hex to_number to_varbyte from_hex"
SYSTEM = """change_query_priority current_aws_account current_database current_namespace current_setting current_user
current_user_id has_assumerole_privilege has_database_privilege has_schema_privilege has_table_privilege last_user_query_id
pg_backend_pid pg_cancel_backend pg_get_cols pg_get_late_binding_view_cols pg_last_copy_count pg_last_copy_id pg_last_query_id
pg_last_unload_count pg_last_unload_id pg_terminate_backend session_user slice_num user user_is_member_of set_config"""
# Run on the leader node, and so never together with a table of the user.
LEADER = """current_schema current_schemas generate_series has_column_privilege now age current_time current_timestamp localtime
isfinite version array_to_string array_lower array_upper format_type obj_description col_description pg_encoding_to_char
pg_get_constraintdef pg_get_expr pg_get_indexdef pg_get_userbyid pg_get_viewdef pg_table_is_visible pg_function_is_visible
pg_type_is_visible shobj_description"""

LEADER_ONLY = frozenset(LEADER.split())
KNOWN = LEADER_ONLY.union(*(names.split() for names in (
    AGGREGATE, WINDOW, CONDITIONAL, DATE, STRING, MATH, HASH, JSON, TYPES, SYSTEM)))
