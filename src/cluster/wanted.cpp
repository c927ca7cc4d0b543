#include "cluster/wanted.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <map>

#include "base/error.h"
#include "base/text.h"
#include "cluster/prices.h"

namespace sparkify {

namespace {

// What Redshift takes as identifier of a cluster, workgroup and namespace alike.
void check_identifier(const Setting& setting) {
  const std::string& name = setting.text;
  const auto is_fine = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  const bool starts_with_letter =
      !name.empty() && is_fine(name[0]) && name[0] != '-' && (name[0] < '0' || name[0] > '9');
  if (name.size() < 3 || name.size() > 45 || !starts_with_letter || name.back() == '-' ||
      name.find("--") != name.npos || !std::all_of(name.begin(), name.end(), is_fine)) {
    throw UsageError(
        fmt::format("the cluster's name {} (from {}) is none that Redshift takes", name, setting.origin),
        "3 to 45 letters, digits and single hyphens, starting with a letter");
  }
}

void check_node_type(const Setting& setting, bool has_price) {
  if (const std::string replacement = replacement_of(setting.text); !replacement.empty()) {
    throw UsageError(fmt::format("AWS makes no {} nodes any more (from {})", setting.text, setting.origin),
                     fmt::format("{} replaced it: --node-type or DWH_NODE_TYPE", replacement));
  }
  const auto& types = node_types();
  if (has_price || std::find(types.begin(), types.end(), setting.text) != types.end()) return;
  throw UsageError(
      fmt::format("node-type is {} (from {}), which is none that this version knows", setting.text,
                  setting.origin),
      did_you_mean(setting.text, types, join(types, ", ") + "; a newer one needs --price-per-hour"));
}

// docs.aws.amazon.com/redshift/latest/APIReference/API_CreateCluster.html, MasterUserPassword
void check_password(const Setting& setting) {
  const std::string& password = setting.text;
  const auto has = [&](char first, char last) {
    return std::any_of(password.begin(), password.end(), [&](char c) { return c >= first && c <= last; });
  };
  const bool has_forbidden =
      password.find_first_of("'\"\\/@ ") != password.npos ||
      std::any_of(password.begin(), password.end(), [](char c) { return c < 33 || c > 126; });
  if (password.size() >= 8 && password.size() <= 64 && has('A', 'Z') && has('a', 'z') && has('0', '9') &&
      !has_forbidden)
    return;
  throw UsageError(
      "DWH_DB_PASSWORD in the environment is no password that Redshift takes",
      "8 to 64 characters with upper case, lower case and a digit, none of ' \" \\ / @ and blanks; or "
      "unset it: Secrets Manager then makes one and keeps it");
}

// Does a flag, a variable or the config file say it?
bool is_given(const Settings& settings, std::string_view name) {
  return settings.get(name).place != SettingPlace::kDefault;
}

// What AWS refuses of a new cluster, one that is there may have.
bool is_to_be_made(const ClusterState& before) { return before.host.empty(); }

int integer_between(const Settings& settings, std::string_view name, int least, int most) {
  const int64_t value = settings.integer(name);
  if (value >= least && value <= most) return static_cast<int>(value);
  throw UsageError(fmt::format("{} is {} (from {})", name, value, settings.get(name).origin),
                   fmt::format("{} to {}", least, most));
}

bool is_ipv4(const std::string& text) {
  const std::vector<std::string> parts = split(text, '.');
  return parts.size() == 4 && std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
           int value = -1;
           const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
           return error == std::errc() && end == part.data() + part.size() && value >= 0 && value <= 255;
         });
}

// docs.aws.amazon.com/redshift/latest/mgmt/working-with-clusters.html: how many nodes a new cluster may have.
void check_node_count(const std::string& type, int nodes, const std::string& origin) {
  static const std::map<std::string, std::pair<int, int>> ranges = {
      {"ra3.large", {1, 16}}, {"ra3.xlplus", {1, 16}}, {"ra3.4xlarge", {2, 32}}, {"ra3.16xlarge", {2, 128}}};
  const auto range = ranges.find(type);
  if (range == ranges.end()) return;
  const auto [least, most] = range->second;
  if (nodes >= least && nodes <= most) return;
  throw UsageError(fmt::format("AWS makes no cluster of {} x {} (from {})", nodes, type, origin),
                   fmt::format("{} to {} nodes: --nodes or DWH_NUM_NODES", least, most));
}

// docs.aws.amazon.com/redshift/latest/mgmt/serverless-capacity.html
void check_rpus(const Setting& setting, int rpus) {
  constexpr int kInEights = 512, kSmallest = 4;
  if (rpus == kSmallest || rpus % (rpus <= kInEights ? 8 : 32) == 0) return;
  throw UsageError(fmt::format("base-capacity is {} (from {})", rpus, setting.origin),
                   "4, a multiple of 8 up to 512, or of 32 up to 1024");
}

// docs.aws.amazon.com/redshift/latest/APIReference/API_CreateCluster.html, Port
void check_port(const Setting& setting, int port) {
  if ((port >= 5431 && port <= 5455) || (port >= 8191 && port <= 8215)) return;
  throw UsageError(fmt::format("db-port is {} (from {})", port, setting.origin),
                   "5431 to 5455, or 8191 to 8215");
}

void take_size(const Settings& settings, const ClusterState& before, ClusterWanted& wanted) {
  wanted.dollars_per_unit_hour = before.dollars_per_unit_hour;
  const Setting price = settings.get("price-per-hour");
  if (!price.text.empty()) {
    char* end = nullptr;
    wanted.dollars_per_unit_hour = std::strtod(price.text.c_str(), &end);
    if (*end != '\0' || !(wanted.dollars_per_unit_hour > 0))
      throw UsageError(fmt::format("price-per-hour is {} (from {})", price.text, price.origin),
                       "dollars for one node or RPU, such as 0.543");
  }
  if (wanted.is_serverless) {
    const bool keeps_rpus = before.base_rpus > 0 && !is_given(settings, "base-capacity");
    wanted.base_rpus = keeps_rpus ? before.base_rpus : integer_between(settings, "base-capacity", 4, 1024);
    if (is_to_be_made(before)) check_rpus(settings.get("base-capacity"), wanted.base_rpus);
    const bool keeps_limit = before.rpu_hours_a_day >= 0 && !is_given(settings, "usage-limit");
    wanted.rpu_hours_a_day =
        keeps_limit ? before.rpu_hours_a_day : integer_between(settings, "usage-limit", 0, 1'000'000);
    return;
  }
  const Setting type = settings.get("node-type");
  if (!before.node_type.empty() && !is_given(settings, "node-type")) {
    wanted.node_type = before.node_type;
  } else {
    check_node_type(type, wanted.dollars_per_unit_hour > 0);
    wanted.node_type = type.text;
  }
  const Setting cluster_type = settings.get("cluster-type");
  const Setting nodes = settings.get("nodes");
  // The notebooks keep DWH_NUM_NODES beside DWH_CLUSTER_TYPE=single-node; a flag asks for more than one.
  const bool is_single = cluster_type.text == "single-node" && nodes.place != SettingPlace::kFlag;
  const bool keeps_nodes = before.nodes > 0 && !is_given(settings, "nodes");
  if (!is_single) wanted.nodes = keeps_nodes ? before.nodes : integer_between(settings, "nodes", 1, 128);
  if (cluster_type.text == "multi-node" && wanted.nodes == 1)
    throw UsageError("a cluster of type multi-node has 2 nodes or more",
                     "--nodes 2, or CLUSTER_TYPE=single-node");
  if (is_to_be_made(before))
    check_node_count(wanted.node_type, wanted.nodes, is_single ? cluster_type.origin : nodes.origin);
}

}  // namespace

int64_t parse_duration(const std::string& text) {
  int64_t amount = 0;
  const char* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, amount);
  const std::string_view unit(end, static_cast<size_t>(last - end));
  const int64_t seconds = unit == "m" ? 60 : unit == "h" ? 3600 : unit == "d" ? 86400 : 0;
  constexpr int64_t kMost = 1'000'000;
  if (error != std::errc() || amount <= 0 || amount > kMost || seconds == 0)
    throw UsageError(fmt::format("--ttl is {}, which is no time to live", text), "90m, 2h or 7d");
  return amount * seconds;
}

ClusterWanted wanted_cluster(const Settings& settings, const std::optional<ClusterState>& state) {
  ClusterWanted wanted;
  const Setting cluster = settings.get("cluster");
  check_identifier(cluster);
  wanted.cluster = lower(cluster.text);
  const Setting type = settings.get("cluster-type");
  if (type.text != "single-node" && type.text != "multi-node" && type.text != "serverless" &&
      !type.text.empty())
    throw UsageError(fmt::format("cluster-type is {} (from {})", type.text, type.origin),
                     "single-node, multi-node or serverless");
  wanted.is_serverless =
      settings.is_set("serverless") || type.text == "serverless" || (state && state->is_serverless);
  const ClusterState before = state.value_or(ClusterState{});
  take_size(settings, before, wanted);
  if (state) {
    wanted.database = state->database;
    wanted.user = state->user;
    wanted.port = state->port;
  }
  if (const std::string name = settings.text("db-name"); !name.empty()) wanted.database = lower(name);
  if (const std::string user = settings.text("db-user"); !user.empty()) wanted.user = lower(user);
  if (settings.is_set("db-port")) wanted.port = integer_between(settings, "db-port", 1150, 65535);
  if (is_to_be_made(before)) check_port(settings.get("db-port"), wanted.port);
  wanted.role_name = state ? state->role_name : settings.text("role-name");
  if (wanted.role_name.empty()) wanted.role_name = wanted.cluster + "-redshift";
  if (const Setting password = settings.get("db-password"); password.place == SettingPlace::kEnvironment) {
    check_password(password);
    wanted.password = password.text;
  }
  wanted.is_public = settings.is_set("public") || (state && state->is_public);
  wanted.my_address = settings.text("my-ip");
  if (!wanted.my_address.empty() && !is_ipv4(wanted.my_address))
    throw UsageError(fmt::format("my-ip is {} (from {})", wanted.my_address, settings.get("my-ip").origin),
                     "an IPv4 address such as 203.0.113.7");
  const int64_t now = std::time(nullptr);
  if (settings.is_set("ttl")) {
    wanted.expires_at = now + parse_duration(settings.text("ttl"));
  } else if (state && state->expires_at > now) {
    wanted.expires_at = state->expires_at;
  }
  if (const std::string subnets = settings.text("subnets"); !subnets.empty()) {
    for (const std::string& subnet : split(subnets, ',')) wanted.subnets.emplace_back(trim(subnet));
  }
  if (const char* poll_ms = settings.environment()("SPARKIFY_CLUSTER_POLL_MS"); poll_ms != nullptr)
    wanted.poll_ms = std::max(1, std::atoi(poll_ms));
  return wanted;
}

}  // namespace sparkify
