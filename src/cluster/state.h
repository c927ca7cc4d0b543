#pragma once
// What `sparkify cluster up` found and made, in a file beside the config file: dwh.cfg has dwh.state.json.
// `load --to redshift` finds the warehouse by it, `down` what to remove. It holds no secret.
//
// {"version": 1, "kind": "provisioned" or "serverless", "cluster": the cluster's or workgroup's identifier,
//  "region", "account", "host", "port", "database", "user", "role_arn", "secret_arn", ...}, as below. It is
// written before anything is made, then without a host, and again when the cluster is available.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.h"

namespace sparkify {

struct ClusterState {
  bool is_serverless = false;
  std::string cluster;  // the identifier; of a workgroup and its namespace where it is serverless
  std::string region, account;
  std::string host;  // empty: it is not available yet
  int port = 5439;
  std::string database, user;
  std::string role_arn;    // what COPY and UNLOAD run as
  std::string secret_arn;  // of the user's password; empty: the environment has it
  std::string node_type;   // of a provisioned cluster
  int nodes = 0;
  int base_rpus = 0;             // of a serverless one
  int64_t rpu_hours_a_day = -1;  // its usage limit; 0: none, -1: not known
  bool is_public = false;
  std::string role_name;             // of the role that was made
  int64_t created_at = 0;            // seconds since 1970
  int64_t expires_at = 0;            // by --ttl; 0: never
  int64_t running_since = 0;         // 0: paused, or not available yet
  int64_t seconds_run = 0;           // before that
  double dollars_per_hour = 0;       // while it runs; 0: no price is known
  double dollars_per_unit_hour = 0;  // a node's or an RPU's, by --price-per-hour; 0: the table's
};

// dwh.state.json beside dwh.cfg.
std::string cluster_state_file(const Settings& settings);

// None where there is no file; throws Error where it is damaged.
std::optional<ClusterState> read_cluster_state(const std::string& file);
void write_cluster_state(const std::string& file, const ClusterState& state);  // all of it or nothing
void remove_cluster_state(const std::string& file);
std::string cluster_state_as_json(const ClusterState& state);

}  // namespace sparkify
