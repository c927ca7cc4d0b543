#include <fmt/format.h>

#include <ctime>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/cluster.h"

namespace sparkify {

namespace {

constexpr int kPatiencePolls = 360;  // half an hour

std::string absent(const ClusterSession& session) {
  return fmt::format("there is no {} {} in {}", session.wanted.is_serverless ? "workgroup" : "cluster",
                     session.wanted.cluster, session.aws->region());
}

// A state for a cluster that no state file tells of.
ClusterState known_state(const ClusterSession& session) {
  return session.state ? *session.state : intended_state(*session.site, std::nullopt);
}

void save(const ClusterSession& session, const ClusterState& state) {
  if (session.state) write_cluster_state(session.state_file, state);
}

// Throws where there is no such cluster, or none of ours.
RedshiftCluster our_cluster(ClusterSession& session, const char* what) {
  if (session.wanted.is_serverless)
    throw UsageError(fmt::format("a serverless workgroup cannot be {}d", what),
                     "idle, it costs nothing but storage");
  std::optional<RedshiftCluster> cluster = Redshift(*session.aws).find_cluster(session.wanted.cluster);
  if (!cluster) throw Error(absent(session), "sparkify cluster up makes one");
  if (!session.site->is_ours(cluster->tags))
    throw Error(fmt::format("sparkify did not make the cluster {}", session.wanted.cluster),
                "it changes only what carries its tags");
  return std::move(*cluster);
}

// Asks for `wanted` until the cluster has that status.
void bring_to(ClusterSession& session, const std::string& wanted, void (Redshift::*ask)(const std::string&),
              const char* what) {
  std::string told;
  for (int polls = 0; polls < kPatiencePolls; ++polls) {
    const RedshiftCluster cluster = our_cluster(session, what);
    if (cluster.status == wanted && (wanted == "paused" || cluster.is_available())) {
      ClusterState state = known_state(session);
      refresh(*session.site, state, std::time(nullptr));
      save(session, state);
      return;
    }
    if (cluster.status == (wanted == "paused" ? "available" : "paused")) {
      try {
        (Redshift(*session.aws).*ask)(session.wanted.cluster);
      } catch (const AwsError& error) {
        if (error.kind() != AwsErrorKind::kBusy) throw;
      }
    }
    if (cluster.status != told) fmt::print(stderr, "cluster {}: {}\n", cluster.identifier, cluster.status);
    told = cluster.status;
    session.aws->pause(session.wanted.poll_ms);
  }
  throw Error(fmt::format("gave up waiting for the cluster {} to be {}", session.wanted.cluster, wanted));
}

void print_status(const ClusterSession& session, const char* status, const char* meaning) {
  if (session.settings.is_set("json")) {
    fmt::print("{}\n", nlohmann::json{{"cluster", session.wanted.cluster}, {"status", status}}.dump(2));
  } else {
    fmt::print("cluster {} is {}: {}\n", session.wanted.cluster, status, meaning);
  }
}

}  // namespace

ExitCode cluster_status(ClusterSession& session) {
  const int64_t now = std::time(nullptr);
  ClusterState state = known_state(session);
  const ClusterStatus status = refresh(*session.site, state, now);
  if (!status.exists || !status.is_ours) {
    const std::string told = status.exists ? "not made by sparkify" : "absent";
    if (session.settings.is_set("json")) {
      fmt::print("{}\n", nlohmann::json{{"cluster", session.wanted.cluster}, {"status", told}}.dump(2));
    } else {
      fmt::print("{}\n", status.exists
                             ? fmt::format("sparkify did not make the cluster {}", session.wanted.cluster)
                             : absent(session));
    }
    return ExitCode::kFine;
  }
  save(session, state);
  const std::optional<double> spent = dollars_so_far(*session.site, state, now);
  const int64_t age = state.created_at == 0 ? 0 : now - state.created_at;
  if (session.settings.is_set("json")) {
    nlohmann::json json = nlohmann::json::parse(cluster_state_as_json(state));
    json["status"] = status.status;
    json["age_seconds"] = age;
    json["dollars_so_far"] = spent ? nlohmann::json(*spent) : nlohmann::json();
    fmt::print("{}\n", json.dump(2));
    return ExitCode::kFine;
  }
  fmt::print("{} {} in {}: {}, {}\n", state.is_serverless ? "workgroup" : "cluster", state.cluster,
             state.region, status.status, status.detail);
  fmt::print("endpoint  {}\n",
             state.host.empty() ? "none yet" : fmt::format("{}:{}", state.host, state.port));
  fmt::print("age       {}\n", format_seconds(static_cast<double>(age)));
  fmt::print("spent     {}\n", spent ? "about " + dollars(*spent) + " on demand, without storage"
                                     : "unknown: no price is known; --price-per-hour gives it");
  if (state.expires_at > 0) fmt::print("time's up {}\n", format_utc(state.expires_at));
  return ExitCode::kFine;
}

ExitCode cluster_pause(ClusterSession& session) {
  bring_to(session, "paused", &Redshift::pause_cluster, "pause");
  print_status(session, "paused", "it costs storage alone");
  return ExitCode::kFine;
}

ExitCode cluster_resume(ClusterSession& session) {
  bring_to(session, "available", &Redshift::resume_cluster, "resume");
  print_status(session, "available", "it costs again");
  return ExitCode::kFine;
}

}  // namespace sparkify
