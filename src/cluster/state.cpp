#include "cluster/state.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/crash_point.h"
#include "base/error.h"

namespace sparkify {

namespace {

using nlohmann::json;

constexpr int kVersion = 1;

json to_json(const ClusterState& state) {
  return {{"version", kVersion},
          {"kind", state.is_serverless ? "serverless" : "provisioned"},
          {"cluster", state.cluster},
          {"region", state.region},
          {"account", state.account},
          {"host", state.host},
          {"port", state.port},
          {"database", state.database},
          {"user", state.user},
          {"role_arn", state.role_arn},
          {"secret_arn", state.secret_arn},
          {"node_type", state.node_type},
          {"nodes", state.nodes},
          {"base_rpus", state.base_rpus},
          {"rpu_hours_a_day", state.rpu_hours_a_day},
          {"public", state.is_public},
          {"role_name", state.role_name},
          {"created_at", state.created_at},
          {"expires_at", state.expires_at},
          {"running_since", state.running_since},
          {"seconds_run", state.seconds_run},
          {"dollars_per_hour", state.dollars_per_hour},
          {"dollars_per_unit_hour", state.dollars_per_unit_hour}};
}

ClusterState from_json(const json& fields) {
  ClusterState state;
  state.is_serverless = fields.at("kind") == "serverless";
  fields.at("cluster").get_to(state.cluster);
  fields.at("region").get_to(state.region);
  fields.at("account").get_to(state.account);
  fields.at("host").get_to(state.host);
  fields.at("port").get_to(state.port);
  fields.at("database").get_to(state.database);
  fields.at("user").get_to(state.user);
  fields.at("role_arn").get_to(state.role_arn);
  fields.at("secret_arn").get_to(state.secret_arn);
  fields.at("node_type").get_to(state.node_type);
  fields.at("nodes").get_to(state.nodes);
  fields.at("base_rpus").get_to(state.base_rpus);
  fields.at("public").get_to(state.is_public);
  fields.at("role_name").get_to(state.role_name);
  fields.at("created_at").get_to(state.created_at);
  fields.at("expires_at").get_to(state.expires_at);
  fields.at("running_since").get_to(state.running_since);
  fields.at("seconds_run").get_to(state.seconds_run);
  fields.at("dollars_per_hour").get_to(state.dollars_per_hour);
  // Older files lack these.
  state.rpu_hours_a_day = fields.value("rpu_hours_a_day", state.rpu_hours_a_day);
  state.dollars_per_unit_hour = fields.value("dollars_per_unit_hour", state.dollars_per_unit_hour);
  return state;
}

}  // namespace

std::string cluster_state_file(const Settings& settings) {
  return std::filesystem::path(settings.text("config")).replace_extension(".state.json").string();
}

std::optional<ClusterState> read_cluster_state(const std::string& file) {
  std::ifstream stream(file);
  if (!stream) return std::nullopt;
  try {
    const json state = json::parse(stream);
    if (state.at("version") != kVersion)
      throw Error(fmt::format("{} is of another version of sparkify", file),
                  "use the sparkify that wrote it");
    return from_json(state);
  } catch (const json::exception& error) {
    throw Error(fmt::format("{} is damaged: {}", file, error.what()),
                "move it away: sparkify cluster up finds what is there by its tags and writes it anew");
  }
}

void write_cluster_state(const std::string& file, const ClusterState& state) {
  const std::string beside = file + ".new";
  std::ofstream stream(beside);
  stream << cluster_state_as_json(state) << '\n';
  stream.close();
  crash_point();
  std::error_code failed;
  if (stream) std::filesystem::rename(beside, file, failed);
  if (!stream || failed) throw Error(fmt::format("cannot write {}", file));
  crash_point();
}

std::string cluster_state_as_json(const ClusterState& state) { return to_json(state).dump(2); }

void remove_cluster_state(const std::string& file) {
  std::error_code failed;
  std::filesystem::remove(file, failed);
  if (failed) throw Error(fmt::format("cannot remove {}: {}", file, failed.message()));
}

}  // namespace sparkify
