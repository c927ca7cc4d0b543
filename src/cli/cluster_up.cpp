#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/text.h"
#include "cli/cluster.h"
#include "cluster/apply.h"
#include "cluster/leftovers.h"
#include "cluster/prices.h"
#include "config/ini_edit.h"

namespace sparkify {

namespace {

constexpr double kHoursADay = 24, kHoursAMonth = 730;

std::string word_for(const Looked& looked) {
  switch (looked.found.presence) {
    case Presence::kAbsent:
      return "make";
    case Presence::kPartial:
      return "mend";
    case Presence::kComing:
      return "coming";
    case Presence::kPresent:
      return "there";
    case Presence::kLeaving:
      return "wait, make";
    case Presence::kForeign:
      return "IN THE WAY";
    case Presence::kFailed:
      return "FAILED";
  }
  return "";
}

std::vector<Looked> wanted_ones(const std::vector<Step>& steps) {
  std::vector<Looked> looked = look_at(steps);
  std::erase_if(looked, [](const Looked& one) { return !one.step->is_wanted; });
  return looked;
}

bool is_to_be_done(const Looked& looked) { return looked.found.presence != Presence::kPresent; }

// What an hour, a day and a month cost at most.
struct Cost {
  double hour = 0, day = 0, month = 0;
};

Cost cost_of(const ClusterWanted& wanted, double dollars_per_hour) {
  Cost cost{dollars_per_hour, dollars_per_hour * kHoursADay, dollars_per_hour * kHoursAMonth};
  if (wanted.is_serverless && wanted.rpu_hours_a_day > 0) {
    cost.day =
        std::min(cost.day, dollars_per_hour / wanted.base_rpus * static_cast<double>(wanted.rpu_hours_a_day));
    cost.month = std::min(cost.month, cost.day * kHoursAMonth / kHoursADay);
  }
  return cost;
}

std::string shown_cost(const ClusterWanted& wanted, double dollars_per_hour) {
  if (dollars_per_hour <= 0)
    return "costs: the built-in prices lack this region or node type; aws.amazon.com/redshift/pricing has "
           "them, and "
           "--price-per-hour takes them";
  const Cost cost = cost_of(wanted, dollars_per_hour);
  const std::string source = wanted.dollars_per_unit_hour > 0
                                 ? std::string("by --price-per-hour")
                                 : fmt::format("on demand, prices of {}", kPricesAsOf);
  return fmt::format("costs {}{} an hour{}, {} a day, {} a month ({}; storage {:.3f} dollars a GB and month)",
                     wanted.is_serverless ? "up to " : "", dollars(cost.hour),
                     wanted.is_serverless ? " while queries run, nothing while idle" : "", dollars(cost.day),
                     dollars(cost.month), source, kStorageDollarsPerGbMonth);
}

double dollars_per_hour(const std::vector<Looked>& plan) {
  double sum = 0;
  for (const Looked& looked : plan) sum += looked.step->dollars_per_hour;
  return sum;
}

void print_plan(const ClusterSession& session, const std::vector<Looked>& plan, std::FILE* out) {
  fmt::print(out, "{} {} in {}, account {} ({})\n", session.wanted.is_serverless ? "workgroup" : "cluster",
             session.wanted.cluster, session.aws->region(), session.site->caller.account,
             session.site->caller.arn);
  for (const Looked& looked : plan) {
    fmt::print(out, "  {:<11} {:<16} {:<24} {}\n", word_for(looked), looked.step->kind, looked.step->name,
               is_to_be_done(looked) ? looked.step->will : looked.found.detail);
  }
  if (session.wanted.places.empty())
    fmt::print(out, "  no s3:// source and no STAGING is set: the role may read nothing\n");
  fmt::print(out, "{}\n", shown_cost(session.wanted, dollars_per_hour(plan)));
}

nlohmann::json plan_as_json(const ClusterSession& session, const std::vector<Looked>& plan) {
  nlohmann::json json = {{"cluster", session.wanted.cluster},
                         {"kind", session.wanted.is_serverless ? "serverless" : "provisioned"},
                         {"region", session.aws->region()},
                         {"account", session.site->caller.account},
                         {"steps", nlohmann::json::array()}};
  for (const Looked& looked : plan) {
    json["steps"].push_back({{"action", word_for(looked)},
                             {"kind", looked.step->kind},
                             {"name", looked.step->name},
                             {"will", looked.step->will},
                             {"found", looked.found.detail}});
  }
  if (const double hour = dollars_per_hour(plan); hour > 0) {
    const Cost cost = cost_of(session.wanted, hour);
    json["dollars"] = {{"hour", cost.hour}, {"day", cost.day}, {"month", cost.month}};
    json["prices_as_of"] = session.wanted.dollars_per_unit_hour > 0 ? "" : kPricesAsOf;
  }
  return json;
}

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

void refuse_what_cannot_be_changed(ClusterSession& session) {
  ClusterState found = session.state.value_or(ClusterState{});
  const ClusterStatus status = refresh(*session.site, found, std::time(nullptr));
  if (status.exists && status.is_ours && session.settings.is_set("public") &&
      status.detail.find("private") != std::string::npos) {
    throw Error(fmt::format("the cluster {} is private already", session.wanted.cluster),
                "sparkify cluster down, then up --public makes a public one");
  }
}

}  // namespace

ExitCode cluster_plan(ClusterSession& session) {
  const std::vector<Step> steps = cluster_steps(*session.site);
  const std::vector<Looked> plan = wanted_ones(steps);
  if (session.settings.is_set("json")) {
    fmt::print("{}\n", plan_as_json(session, plan).dump(2));
  } else {
    print_plan(session, plan, stdout);
  }
  return ExitCode::kFine;
}

ExitCode cluster_up(ClusterSession& session) {
  if (session.settings.is_set("dry-run")) return cluster_plan(session);
  refuse_what_cannot_be_changed(session);
  const std::vector<Step> steps = cluster_steps(*session.site);
  const std::vector<Looked> plan = wanted_ones(steps);
  const bool is_all_there = std::none_of(plan.begin(), plan.end(), is_to_be_done);
  if (!is_all_there) {
    print_plan(session, plan, stderr);
    confirm(session.settings, "Make it?");
  }
  ClusterState state = intended_state(*session.site, session.state);
  if (state.created_at == 0) state.created_at = std::time(nullptr);
  write_cluster_state(session.state_file, state);
  make_all(steps, *session.site, print_news);
  refresh(*session.site, state, std::time(nullptr));
  write_cluster_state(session.state_file, state);
  if (session.settings.is_set("write-config")) write_config(session, state);
  print_outcome(session, state);
  return ExitCode::kFine;
}

ExitCode cluster_down(ClusterSession& session) {
  const std::vector<Step> steps = cluster_steps(*session.site, session.settings.text("final-snapshot"));
  std::vector<Looked> there = look_at(steps);
  std::erase_if(there, [](const Looked& looked) {
    return looked.found.presence == Presence::kAbsent || !looked.step->remove;
  });
  nlohmann::json removed = nlohmann::json::array();
  for (const Looked& looked : there) {
    fmt::print(stderr, "  {:<16} {:<24} {}\n", looked.step->kind, looked.step->name, looked.found.detail);
    if (looked.found.presence != Presence::kForeign)
      removed.push_back(looked.step->kind + " " + looked.step->name);
  }
  if (session.settings.is_set("dry-run")) {
    if (session.settings.is_set("json"))
      fmt::print("{}\n", nlohmann::json{{"would_remove", removed}}.dump(2));
    return ExitCode::kFine;
  }
  if (!removed.empty()) {
    const bool keeps_data = session.settings.is_set("final-snapshot");
    confirm(session.settings,
            keeps_data ? "Remove it, after a snapshot?" : "Remove it, with all data in it?");
  }
  remove_all(steps, *session.site, print_news);
  const Leftovers leftovers = find_leftovers(*session.site);
  if (leftovers.things.empty()) remove_cluster_state(session.state_file);
  if (session.settings.is_set("json")) {
    fmt::print(
        "{}\n",
        nlohmann::json{{"removed", removed}, {"left", leftovers.things}, {"not_looked", leftovers.not_looked}}
            .dump(2));
  } else {
    for (const std::string& where : leftovers.not_looked) fmt::print("could not look for {}\n", where);
    for (const std::string& thing : leftovers.things) fmt::print("left: {}\n", thing);
    if (!leftovers.things.empty())
      fmt::print(
          "what is left may be of another kind or name: sparkify cluster down with --serverless or --cluster "
          "NAME removes it\n");
    if (leftovers.things.empty())
      fmt::print("{} carries the tag {}={}\n", leftovers.not_looked.empty() ? "nothing" : "nothing else",
                 kProjectTag, session.wanted.cluster);
  }
  return leftovers.things.empty() && leftovers.not_looked.empty() ? ExitCode::kFine : ExitCode::kFailed;
}

}  // namespace sparkify
