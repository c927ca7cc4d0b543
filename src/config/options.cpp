#include "config/options.h"

#include <algorithm>
#include <cassert>

#include "base/text.h"

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
       "the memory that the engine may use; the checks also have what reading took"},
      {"max-rejects", kInteger, "N", "SPARKIFY_MAX_REJECTS", "dwh.max_rejects", "",
       "stop when more records are rejected"},
      {"keep-staging", kSwitch, "", "", "", "", "keep the staged rows in the staging tables"},
      {"reload", kSwitch, "", "", "", "", "load objects anew that were overwritten since"},
      {"region", kText, "REGION", "AWS_REGION AWS_DEFAULT_REGION", "s3.region aws.region dwh.dwh_region", "",
       "the buckets' region, found by itself where it is wrong or missing; and the cluster's"},
      {"endpoint-url", kText, "URL", "AWS_ENDPOINT_URL_S3 AWS_ENDPOINT_URL", "s3.endpoint_url", "",
       "a store that speaks S3's protocol, instead of Amazon's"},
      {"addressing-style", kText, "STYLE", "SPARKIFY_S3_ADDRESSING_STYLE", "s3.addressing_style", "auto",
       "where requests name the bucket: path, virtual (the host) or auto"},
      {"ca-bundle", kText, "FILE", "AWS_CA_BUNDLE", "aws.ca_bundle", "",
       "certificates to trust instead of the system's"},
      {"no-sign-request", kSwitch, "", "", "", "", "no credentials: public buckets"},
      {"db-host", kText, "HOST", "SPARKIFY_DB_HOST", "cluster.host dwh.dwh_endpoint", "",
       "the cluster's endpoint, for --to redshift"},
      {"db-port", kText, "PORT", "SPARKIFY_DB_PORT DWH_PORT",
       "cluster.db_port dwh.dwh_port dwh.db_port dwh.port", "",
       "the cluster's port; 5439 where none is given"},
      {"db-name", kText, "NAME", "SPARKIFY_DB_NAME DWH_DB", "cluster.db_name dwh.dwh_db dwh.db_name", "",
       "the database"},
      {"db-user", kText, "NAME", "SPARKIFY_DB_USER DWH_DB_USER",
       "cluster.db_user dwh.dwh_db_user dwh.db_user", "", "its user"},
      {"db-password", kText, "PASSWORD", "SPARKIFY_DB_PASSWORD DWH_DB_PASSWORD",
       "cluster.db_password dwh.dwh_db_password dwh.db_password", "",
       "the user's password; better kept in the environment"},
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
      {"cluster", kText, "NAME", "DWH_CLUSTER_IDENTIFIER",
       "dwh.dwh_cluster_identifier dwh.cluster_identifier cluster.cluster_identifier", "sparkify",
       "the cluster, or the workgroup and its namespace"},
      {"cluster-type", kText, "TYPE", "DWH_CLUSTER_TYPE",
       "dwh.dwh_cluster_type dwh.cluster_type cluster.cluster_type", "",
       "single-node, multi-node or serverless"},
      {"serverless", kSwitch, "", "", "", "", "Redshift Serverless instead of a provisioned cluster"},
      {"node-type", kText, "TYPE", "DWH_NODE_TYPE", "dwh.dwh_node_type dwh.node_type cluster.node_type",
       "ra3.large", "the nodes of a provisioned cluster"},
      {"nodes", kInteger, "N", "DWH_NUM_NODES", "dwh.dwh_num_nodes dwh.num_nodes cluster.num_nodes", "1",
       "how many"},
      {"base-capacity", kInteger, "RPUS", "DWH_BASE_CAPACITY", "dwh.dwh_base_capacity dwh.base_capacity", "8",
       "what a serverless workgroup computes with"},
      {"usage-limit", kInteger, "RPU-HOURS", "DWH_USAGE_LIMIT", "dwh.dwh_usage_limit dwh.usage_limit", "32",
       "a day's limit of a serverless workgroup, after which it takes no queries; 0: none"},
      {"role-name", kText, "NAME", "DWH_IAM_ROLE_NAME",
       "dwh.dwh_iam_role_name dwh.iam_role_name iam_role.name iam_role.iam_role_name", "",
       "the role that is made for COPY; NAME-redshift if not given"},
      {"subnets", kText, "ID,ID", "DWH_SUBNETS", "dwh.dwh_subnets dwh.subnets", "",
       "where to put it, instead of the default VPC"},
      {"public", kSwitch, "", "", "", "",
       "let this machine's address in from outside of the VPC, and no other"},
      {"my-ip", kText, "ADDRESS", "SPARKIFY_MY_IP", "", "",
       "that address, instead of asking checkip.amazonaws.com"},
      {"ttl", kText, "TIME", "", "", "", "90m, 2h, 7d: then it pauses by itself, or every command warns"},
      {"price-per-hour", kText, "DOLLARS", "DWH_PRICE_PER_HOUR", "dwh.price_per_hour", "",
       "of one node or RPU, where the built-in prices lack or miss it"},
      {"final-snapshot", kText, "NAME", "", "", "", "keep the data in a snapshot, which costs storage"},
      {"write-config", kSwitch, "", "", "", "", "write endpoint and role into the config file too"},
      {"yes", kSwitch, "", "", "", "", "do not ask"},
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
  static const std::vector<std::string> keys = [] {
    std::vector<std::string> known = {"aws.key", "aws.secret"};  // for which there is no flag
    for (const Option& option : options()) {
      if (option.kind == OptionKind::kRepeated) continue;
      const std::vector<std::string> of_option = split_words(option.config_key);
      known.insert(known.end(), of_option.begin(), of_option.end());
    }
    return known;
  }();
  return keys;
}

}  // namespace sparkify
