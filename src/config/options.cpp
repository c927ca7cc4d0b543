#include "config/options.h"

#include <algorithm>
#include <cassert>

namespace sparkify {

const std::vector<Option>& options() {
  using enum OptionKind;
  static const std::vector<Option> table = {
      {"config", kText, "FILE", "SPARKIFY_CONFIG", "", "dwh.cfg", "the config file"},
      {"to", kText, "TARGET", "SPARKIFY_TO", "dwh.target", "sparkify.duckdb",
       "the warehouse: a DuckDB file, postgres://user@host/database, or redshift://user@host:5439/database"},
      {"source", kRepeated, "NAME=LOCATION", "SPARKIFY_SOURCE_<NAME>", "s3.<name>", "",
       "what to load as source NAME: a folder, a file or s3://bucket/prefix; repeatable"},
      {"warehouse", kText, "DIR", "SPARKIFY_WAREHOUSE", "dwh.warehouse", "",
       "the warehouse's SQL instead of the built-in"},
      {"table-keys", kText, "KEYS", "SPARKIFY_TABLE_KEYS", "dwh.table_keys", "considered",
       "how Redshift distributes and sorts tables: considered, as warehouse/ says, or auto"},
      {"threads", kInteger, "N", "SPARKIFY_THREADS", "dwh.threads", "0", "threads; 0 takes all cores"},
      {"memory-limit", kBytes, "BYTES", "SPARKIFY_MEMORY_LIMIT", "dwh.memory_limit", "400MB",
       "the memory that the engine may use"},
      {"max-rejects", kInteger, "N", "SPARKIFY_MAX_REJECTS", "dwh.max_rejects", "",
       "stop when more records are rejected"},
      {"keep-staging", kSwitch, "", "", "", "", "keep the staged rows in the staging tables"},
      {"reload", kSwitch, "", "", "", "", "load objects anew that were overwritten since"},
      {"region", kText, "REGION", "AWS_REGION AWS_DEFAULT_REGION", "s3.region aws.region dwh.dwh_region", "",
       "the buckets' region; found by itself where it is wrong or missing"},
      {"endpoint-url", kText, "URL", "AWS_ENDPOINT_URL_S3 AWS_ENDPOINT_URL", "s3.endpoint_url", "",
       "a store that speaks S3's protocol, instead of Amazon's"},
      {"addressing-style", kText, "STYLE", "SPARKIFY_S3_ADDRESSING_STYLE", "s3.addressing_style", "auto",
       "where requests name the bucket: path, virtual (the host) or auto"},
      {"ca-bundle", kText, "FILE", "AWS_CA_BUNDLE", "aws.ca_bundle", "",
       "certificates to trust instead of the system's"},
      {"no-sign-request", kSwitch, "", "", "", "", "no credentials: public buckets"},
      {"db-host", kText, "HOST", "SPARKIFY_DB_HOST", "cluster.host dwh.dwh_endpoint", "",
       "the cluster's endpoint, for --to redshift"},
      {"db-port", kText, "PORT", "SPARKIFY_DB_PORT", "cluster.db_port dwh.dwh_port", "",
       "the cluster's port; 5439 where none is given"},
      {"db-name", kText, "NAME", "SPARKIFY_DB_NAME", "cluster.db_name dwh.dwh_db", "", "the database"},
      {"db-user", kText, "NAME", "SPARKIFY_DB_USER", "cluster.db_user dwh.dwh_db_user", "", "its user"},
      {"db-password", kText, "PASSWORD", "SPARKIFY_DB_PASSWORD", "cluster.db_password dwh.dwh_db_password",
       "", "the user's password; better kept in the environment"},
      {"db-secret", kText, "ARN", "SPARKIFY_DB_SECRET", "cluster.secret_arn", "",
       "the secret in Secrets Manager with the user and the password"},
      {"iam-role", kText, "ARN", "SPARKIFY_IAM_ROLE", "iam_role.arn dwh.dwh_role_arn", "",
       "the role that Redshift reads S3 with"},
      {"staging", kText, "LOCATION", "SPARKIFY_STAGING", "s3.staging", "",
       "s3://bucket/prefix where rows wait for Redshift's COPY"},
      {"manifests", kText, "LOCATION", "SPARKIFY_MANIFESTS", "s3.manifests", "",
       "without --staging: s3://bucket/prefix for manifests, and COPY reads the objects as they lie"},
      {"timeout", kInteger, "SECONDS", "SPARKIFY_TIMEOUT", "s3.timeout", "30",
       "an answer of S3 that does not go on for so long is asked for anew"},
      {"watch", kInteger, "SECONDS", "", "", "",
       "load again and again, this long after each load, until Ctrl-C"},
      {"dry-run", kSwitch, "", "", "", "", "say what would be done, and do nothing"},
      {"limits", kSwitch, "", "", "", "", "check the sources against Amazon Redshift's limits, without one"},
      {"debug", kSwitch, "", "", "", "", "show each call to AWS and its answer, with secrets masked"},
      {"json", kSwitch, "", "", "", "", "print JSON, for other programs"},
      {"format", kText, "FORMAT", "SPARKIFY_FORMAT", "", "table", "table, csv, json or parquet"},
      {"output", kText, "FILE", "", "", "", "write the result to a file"},
      {"html", kText, "FILE", "", "", "", "write the report to a file that a browser shows by itself"},
      {"limit", kInteger, "N", "", "", "20", "how many to show"},
      {"port", kInteger, "N", "SPARKIFY_PORT", "", "8710", "the port to listen on; 0 takes any that is free"},
      {"host", kText, "ADDRESS", "", "", "127.0.0.1", "the address to listen on"},
      {"allow-remote", kSwitch, "", "", "", "", "let other machines in, by --host"},
      {"max-rows", kInteger, "N", "", "", "1000000", "a query's result is cut off after so many rows"},
      {"max-seconds", kInteger, "N", "", "", "30", "a query that takes longer is ended"},
      {"queries", kText, "DIR", "", "", "queries", "the folder of saved queries"},
      {"allow-replay", kSwitch, "", "", "", "", "let the page send repaired rejects back"},
      {"object", kText, "NAME", "", "", "", "the object's name, or how it ends"},
      {"line", kInteger, "N", "", "", "0", "the line of the object"},
      {"file", kText, "FILE", "", "", "", "the repaired record"},
      {"engine", kText, "NAME", "", "", "duckdb", "duckdb, postgres, redshift or redshift-auto"},
      {"users", kInteger, "N", "", "", "1000", "users to make up"},
      {"days", kInteger, "N", "", "", "30", "days of events"},
      {"songs", kInteger, "N", "", "", "1000", "songs in the catalogue"},
      {"events", kInteger, "N", "", "", "0", "about how many events in all; 0 lets each user decide"},
      {"seed", kInteger, "N", "", "", "1", "the same seed makes the same data"},
      {"start", kText, "DAY", "", "", "2018-11-01", "the first day"},
      {"faults", kSwitch, "", "", "", "", "add faults of known number, as expected.json tells"},
      {"force", kSwitch, "", "", "", "", "overwrite what is there"},
  };
  return table;
}

const Option& option(std::string_view name) {
  const auto found = std::find_if(options().begin(), options().end(),
                                  [&](const Option& known) { return known.name == name; });
  assert(found != options().end());
  return *found;
}

const std::vector<std::string>& known_config_keys() {
  static const std::vector<std::string> keys = {"cluster.host",
                                                "cluster.db_name",
                                                "cluster.db_user",
                                                "cluster.db_password",
                                                "cluster.db_port",
                                                "cluster.secret_arn",
                                                "iam_role.arn",
                                                "aws.key",
                                                "aws.secret",
                                                "aws.region",
                                                "dwh.dwh_cluster_type",
                                                "dwh.dwh_num_nodes",
                                                "dwh.dwh_node_type",
                                                "dwh.dwh_cluster_identifier",
                                                "dwh.dwh_db",
                                                "dwh.dwh_db_user",
                                                "dwh.dwh_db_password",
                                                "dwh.dwh_port",
                                                "dwh.dwh_iam_role_name",
                                                "dwh.dwh_endpoint",
                                                "dwh.dwh_role_arn",
                                                "dwh.dwh_region",
                                                "dwh.target",
                                                "dwh.warehouse",
                                                "dwh.table_keys",
                                                "dwh.threads",
                                                "dwh.memory_limit",
                                                "dwh.max_rejects",
                                                "aws.ca_bundle",
                                                "s3.region",
                                                "s3.endpoint_url",
                                                "s3.addressing_style",
                                                "s3.timeout",
                                                "s3.staging",
                                                "s3.manifests"};
  return keys;
}

}  // namespace sparkify
