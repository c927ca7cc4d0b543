#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/cluster.h"
#include "cluster/prices.h"

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

}  // namespace

std::vector<Looked> cluster_plan_of(const std::vector<Step>& steps) {
  std::vector<Looked> looked = look_at(steps);
  std::erase_if(looked, [](const Looked& one) { return !one.step->is_wanted; });
  return looked;
}

bool is_to_be_done(const Looked& looked) { return looked.found.presence != Presence::kPresent; }

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

ExitCode cluster_plan(ClusterSession& session) {
  take_what_is_there(session);
  const std::vector<Step> steps = cluster_steps(*session.site);
  const std::vector<Looked> plan = cluster_plan_of(steps);
  if (session.settings.is_set("json")) {
    fmt::print("{}\n", plan_as_json(session, plan).dump(2));
  } else {
    print_plan(session, plan, stdout);
  }
  return ExitCode::kFine;
}

}  // namespace sparkify
