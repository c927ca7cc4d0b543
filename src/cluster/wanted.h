#pragma once
// The cluster that the settings describe, checked before anything is asked of AWS.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aws/s3_location.h"
#include "cluster/state.h"
#include "config/settings.h"

namespace sparkify {

// A place in S3 that the cluster's role may reach.
struct S3Place : S3Location {
  bool is_prefix = true;  // not one object alone
  bool may_write = false;
};

struct ClusterWanted {
  std::string cluster;  // in lower case, as AWS will have it
  bool is_serverless = false;
  std::string node_type;
  int nodes = 1;
  int base_rpus = 8;
  int64_t rpu_hours_a_day = 0;  // the usage limit of a serverless workgroup; 0: none
  std::string database = "dwh", user = "dwhuser";
  std::string password;  // empty: Secrets Manager makes one and keeps it
  int port = 5439;
  std::string role_name;
  bool is_public = false;
  std::string my_address;  // "203.0.113.7", where --my-ip gives it
  int64_t expires_at = 0;  // seconds since 1970; 0: never
  std::vector<std::string> subnets;
  std::vector<S3Place> places;
  double dollars_per_unit_hour = 0;  // a node's or an RPU's, by --price-per-hour; 0: the table's
  int64_t poll_ms = 5000;            // between two looks at what is being made
};

// What `up` was told before (`state`) goes on, unless the settings say otherwise. Throws UsageError.
ClusterWanted wanted_cluster(const Settings& settings, const std::optional<ClusterState>& state);

// "90m", "2h", "7d" as seconds.
int64_t parse_duration(const std::string& text);

}  // namespace sparkify
