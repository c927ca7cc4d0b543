#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "cli/cluster.h"
#include "config/ini_edit.h"

namespace sparkify {

namespace {

void write_config(const ClusterSession& session, const ClusterState& state) {
  const std::string file = session.settings.text("config");
  std::stringstream before;
  before << std::ifstream(file).rdbuf();
  std::string text = before.str();
  const std::vector<std::tuple<const char*, const char*, std::string>> values = {
      {"CLUSTER", "HOST", state.host},
      {"CLUSTER", "DB_NAME", state.database},
      {"CLUSTER", "DB_USER", state.user},
      {"CLUSTER", "DB_PORT", fmt::format("{}", state.port)},
      {"IAM_ROLE", "ARN", state.role_arn}};
  for (const auto& [section, key, value] : values) text = with_ini_value(text, section, key, value);
  if (session.settings.in_file("dwh.dwh_endpoint"))
    text = with_ini_value(text, "DWH", "DWH_ENDPOINT", state.host);
  if (session.settings.in_file("dwh.dwh_role_arn"))
    text = with_ini_value(text, "DWH", "DWH_ROLE_ARN", state.role_arn);
  const std::string beside = file + ".new";
  std::ofstream stream(beside);
  stream << text;
  stream.close();
  std::error_code failed;
  if (std::filesystem::exists(file))
    std::filesystem::permissions(beside, std::filesystem::status(file).permissions(), failed);
  if (stream && !failed) std::filesystem::rename(beside, file, failed);
  if (!stream || failed) throw Error(fmt::format("cannot write {}", file));
}

void print_outcome(const ClusterSession& session, const ClusterState& state) {
  if (session.settings.is_set("json")) {
    fmt::print("{}\n", cluster_state_as_json(state));
    return;
  }
  fmt::print("endpoint  {}:{}\ndatabase  {}\nuser      {}\nrole      {}\n", state.host, state.port,
             state.database, state.user, state.role_arn);
  fmt::print("password  {}\n", state.secret_arn.empty() ? "that of the environment: SPARKIFY_DB_PASSWORD"
                                                        : "in Secrets Manager: " + state.secret_arn);
  if (!state.is_public)
    fmt::print(
        "It can be reached from inside of its VPC only; --public, on a new one, lets this machine in.\n");
  if (state.expires_at > 0) fmt::print("Its time is up at {}.\n", format_utc(state.expires_at));
  fmt::print("{} has all this; load --to redshift finds it there. sparkify cluster down removes it.\n",
             session.state_file);
}

// A size that a flag wants is refused where it differs; one of the config file is only not what is there.
void take_size_of(const ClusterState& found, ClusterSession& session) {
  ClusterWanted& wanted = session.wanted;
  const auto size = [&](const auto& of) {
    return wanted.is_serverless ? fmt::format("{} RPUs", of.base_rpus)
                                : fmt::format("{} x {}", of.nodes, of.node_type);
  };
  if (size(wanted) == size(found)) return;
  const auto is_flag = [&](const char* name) {
    return session.settings.get(name).place == SettingPlace::kFlag;
  };
  const bool insists = wanted.is_serverless ? is_flag("base-capacity")
                                            : (wanted.node_type != found.node_type && is_flag("node-type")) ||
                                                  (wanted.nodes != found.nodes &&
                                                   (is_flag("nodes") || is_flag("cluster-type")));
  const std::string message =
      fmt::format("the {} {} has {} already, not {}", wanted.is_serverless ? "workgroup" : "cluster",
                  wanted.cluster, size(found), size(wanted));
  if (insists) {
    throw Error(message, fmt::format("aws {} changes it and keeps the data; sparkify cluster down, then up "
                                     "makes another",
                                     wanted.is_serverless ? "redshift-serverless update-workgroup"
                                                          : "redshift resize-cluster"));
  }
  fmt::print(stderr, "warning: {}: it stays as it is\n", message);
  wanted.node_type = found.node_type;
  wanted.nodes = found.nodes;
  wanted.base_rpus = found.base_rpus;
}

}  // namespace

void take_what_is_there(ClusterSession& session) {
  ClusterState found;
  const ClusterStatus status = refresh(*session.site, found, std::time(nullptr));
  if (!status.is_ours || status.status == "deleting" || status.status == "final-snapshot") return;
  if (session.settings.is_set("public") && status.is_private) {
    throw Error(fmt::format("the cluster {} is private already", session.wanted.cluster),
                "sparkify cluster down, then up --public makes a public one");
  }
  if (found.nodes > 0 || found.base_rpus > 0) take_size_of(found, session);
}

ExitCode cluster_up(ClusterSession& session) {
  if (session.settings.is_set("dry-run")) return cluster_plan(session);
  take_what_is_there(session);
  const std::vector<Step> steps = cluster_steps(*session.site);
  const std::vector<Looked> plan = cluster_plan_of(steps);
  const bool is_all_there = std::none_of(plan.begin(), plan.end(), is_to_be_done);
  if (!is_all_there) {
    print_plan(session, plan, stderr);
    confirm(session.settings, "Make it?");
  }
  ClusterState state = intended_state(*session.site, session.state);
  if (state.created_at == 0) state.created_at = std::time(nullptr);
  write_cluster_state(session.state_file, state);
  const auto save_what_is_there = [&] {
    refresh(*session.site, state, std::time(nullptr));
    write_cluster_state(session.state_file, state);
  };
  try {
    make_all(steps, *session.site, print_news);
  } catch (const Error&) {
    try {
      save_what_is_there();
    } catch (const Error&) {  // the first error is what is told
    }
    throw;
  }
  save_what_is_there();
  if (session.settings.is_set("write-config")) write_config(session, state);
  print_outcome(session, state);
  return ExitCode::kFine;
}

}  // namespace sparkify
