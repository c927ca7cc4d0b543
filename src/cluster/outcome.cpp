#include "cluster/outcome.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/cloudwatch.h"
#include "base/text.h"
#include "cluster/prices.h"

namespace sparkify {

namespace {

double price_of(const Site& site, const ClusterState& state) {
  const bool is_serverless = site.wanted.is_serverless;
  const double unit = site.wanted.dollars_per_unit_hour > 0 ? site.wanted.dollars_per_unit_hour
                      : is_serverless ? rpu_dollars_per_hour(site.aws.region()).value_or(0)
                                      : node_dollars_per_hour(site.aws.region(), state.node_type).value_or(0);
  return unit * (is_serverless ? state.base_rpus : state.nodes);
}

// The clock of what has run, when it is found running or not.
void settle(ClusterState& state, bool is_running, int64_t now) {
  if (is_running && state.running_since == 0) state.running_since = now;
  if (is_running || state.running_since == 0) return;
  // Found paused: by us just now, or by the scheduled action at its time.
  const bool by_schedule = state.expires_at > state.running_since && state.expires_at < now;
  state.seconds_run += (by_schedule ? state.expires_at : now) - state.running_since;
  state.running_since = 0;
}

ClusterStatus refresh_provisioned(Site& site, ClusterState& state, int64_t now) {
  const std::optional<RedshiftCluster> cluster = Redshift(site.aws).find_cluster(site.wanted.cluster);
  if (!cluster) return {};
  ClusterStatus status{true, site.is_ours(cluster->tags), cluster->status,
                       "",   cluster->is_available(),     !cluster->is_public};
  status.detail = fmt::format("{} x {}, {}, {}", cluster->nodes, cluster->node_type,
                              cluster->is_public ? "public" : "private",
                              cluster->is_encrypted ? "encrypted" : "not encrypted");
  if (!status.is_ours) return status;
  if (!cluster->host.empty()) state.host = cluster->host;
  if (cluster->port != 0) state.port = cluster->port;
  state.database = cluster->database;
  state.user = cluster->user;
  state.secret_arn = cluster->secret_arn;
  state.node_type = cluster->node_type;
  state.nodes = cluster->nodes;
  state.dollars_per_hour = price_of(site, state);
  if (const int64_t created = parse_utc(cluster->created_at); created != 0) {
    state.created_at = created;
    if (status.is_running && state.running_since == 0 && state.seconds_run == 0)
      state.running_since = created;
  }
  settle(state, status.is_running, now);
  return status;
}

ClusterStatus refresh_serverless(Site& site, ClusterState& state, int64_t now) {
  RedshiftServerless serverless(site.aws);
  const auto space = serverless.find_namespace(site.wanted.cluster);
  const auto group = serverless.find_workgroup(site.wanted.cluster);
  if (!space && !group) return {};
  ClusterStatus status{true, false, group ? lower(group->status) : "without a workgroup",
                       "",   false, group && !group->is_public};
  status.is_ours = site.is_ours(group ? group->tags : space->tags);
  if (!status.is_ours) return status;
  if (space) {
    state.database = space->database;
    state.user = space->user;
    state.secret_arn = space->secret_arn;
    if (const int64_t created = parse_utc(space->created_at); created != 0) state.created_at = created;
  }
  if (!group) return status;
  status.is_running = group->status == "AVAILABLE";
  status.detail =
      fmt::format("{} RPUs, {}, encrypted", group->base_rpus, group->is_public ? "public" : "private");
  if (!group->host.empty()) state.host = group->host;
  if (group->port != 0) state.port = group->port;
  state.base_rpus = group->base_rpus;
  state.dollars_per_hour = price_of(site, state);
  settle(state, status.is_running, now);
  return status;
}

}  // namespace

ClusterState intended_state(const Site& site, const std::optional<ClusterState>& before) {
  const ClusterWanted& wanted = site.wanted;
  ClusterState state = before.value_or(ClusterState{});
  state.is_serverless = wanted.is_serverless;
  state.cluster = wanted.cluster;
  state.region = site.aws.region();
  state.account = site.caller.account;
  state.port = wanted.port;
  state.database = wanted.database;
  state.user = wanted.user;
  state.role_arn = site.role_arn();
  state.role_name = wanted.role_name;
  state.node_type = wanted.node_type;
  state.nodes = wanted.is_serverless ? 0 : wanted.nodes;
  state.base_rpus = wanted.is_serverless ? wanted.base_rpus : 0;
  state.rpu_hours_a_day = wanted.is_serverless ? wanted.rpu_hours_a_day : -1;
  state.is_public = wanted.is_public;
  state.expires_at = wanted.expires_at;
  state.dollars_per_unit_hour = wanted.dollars_per_unit_hour;
  state.dollars_per_hour = price_of(site, state);
  return state;
}

ClusterStatus refresh(Site& site, ClusterState& state, int64_t now) {
  return site.wanted.is_serverless ? refresh_serverless(site, state, now)
                                   : refresh_provisioned(site, state, now);
}

std::optional<double> dollars_so_far(Site& site, const ClusterState& state, int64_t now) {
  if (state.dollars_per_hour <= 0) return std::nullopt;
  constexpr double kHour = 3600;
  if (state.is_serverless && state.base_rpus > 0) {
    const double rpu_hours = serverless_rpu_seconds(site.aws, state.cluster, state.created_at, now) / kHour;
    return rpu_hours * state.dollars_per_hour / state.base_rpus;
  }
  const int64_t running = state.running_since == 0 ? 0 : std::max<int64_t>(0, now - state.running_since);
  return static_cast<double>(state.seconds_run + running) / kHour * state.dollars_per_hour;
}

}  // namespace sparkify
