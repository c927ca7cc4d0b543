#include <fmt/format.h>

#include "cluster/prices.h"
#include "cluster/step.h"

namespace sparkify {

namespace {

constexpr const char* kPeriod = "daily";

Presence presence_of(const std::string& status, bool is_ours) {
  if (!is_ours) return Presence::kForeign;
  if (status == "AVAILABLE") return Presence::kPresent;
  return status == "DELETING" ? Presence::kLeaving : Presence::kComing;
}

Found look_for_namespace(Site& site) {
  const auto found = RedshiftServerless(site.aws).find_namespace(site.wanted.cluster);
  if (!found) return {};
  return {presence_of(found->status, site.is_ours(found->tags)), found->status};
}

Found look_for_workgroup(Site& site) {
  const auto found = RedshiftServerless(site.aws).find_workgroup(site.wanted.cluster);
  if (!found) return {};
  return {presence_of(found->status, site.is_ours(found->tags)),
          fmt::format("{}, {} RPUs{}", found->status, found->base_rpus, found->is_public ? ", public" : "")};
}

// That of our kind: others on the workgroup are its owner's.
std::optional<ServerlessUsageLimit> find_limit(Site& site, const Workgroup& workgroup) {
  for (ServerlessUsageLimit& limit : RedshiftServerless(site.aws).usage_limits(workgroup.arn)) {
    if (limit.period == kPeriod && limit.breach_action == "deactivate") return std::move(limit);
  }
  return std::nullopt;
}

Found look_for_limit(Site& site) {
  const auto workgroup = RedshiftServerless(site.aws).find_workgroup(site.wanted.cluster);
  if (!workgroup || !site.is_ours(workgroup->tags)) return {};
  const auto limit = find_limit(site, *workgroup);
  if (!limit) return {};
  return {limit->rpu_hours == site.wanted.rpu_hours_a_day ? Presence::kPresent : Presence::kPartial,
          fmt::format("{} RPU-hours {}", limit->rpu_hours, limit->period)};
}

// Changes what is there, so that at no time there is none.
void make_limit(Site& site) {
  RedshiftServerless serverless(site.aws);
  const auto workgroup = serverless.find_workgroup(site.wanted.cluster);
  if (!workgroup) return;
  if (const auto limit = find_limit(site, *workgroup)) {
    serverless.update_usage_limit(limit->id, site.wanted.rpu_hours_a_day);
  } else {
    serverless.create_usage_limit(workgroup->arn, site.wanted.rpu_hours_a_day, kPeriod);
  }
}

void remove_limits(Site& site) {
  RedshiftServerless serverless(site.aws);
  const auto workgroup = serverless.find_workgroup(site.wanted.cluster);
  if (!workgroup) return;
  for (const ServerlessUsageLimit& limit : serverless.usage_limits(workgroup->arn))
    serverless.delete_usage_limit(limit.id);
}

}  // namespace

std::vector<Step> serverless_steps(Site& site, const std::string& final_snapshot) {
  const ClusterWanted& wanted = site.wanted;
  Step space{"namespace", wanted.cluster, "", {}, {}, {}};
  space.will = fmt::format(
      "encrypted, database {}, user {}, {}", wanted.database, wanted.user,
      wanted.password.empty() ? "password kept by Secrets Manager" : "password of the environment");
  space.look = [&site] { return look_for_namespace(site); };
  space.make = [&site] {
    RedshiftServerless(site.aws).create_namespace({site.wanted.cluster, site.wanted.database,
                                                   site.wanted.user, site.wanted.password, site.role_arn(),
                                                   site.tags});
  };
  space.remove = [&site, final_snapshot] {
    RedshiftServerless(site.aws).delete_namespace(site.wanted.cluster, final_snapshot);
  };
  space.patience_polls = 480;

  Step workgroup{"workgroup", wanted.cluster, "", {}, {}, {}};
  workgroup.will = fmt::format("{} RPUs, {}", wanted.base_rpus, wanted.is_public ? "public" : "private");
  workgroup.dollars_per_hour = wanted.base_rpus * (wanted.dollars_per_unit_hour > 0
                                                       ? wanted.dollars_per_unit_hour
                                                       : rpu_dollars_per_hour(site.aws.region()).value_or(0));
  workgroup.look = [&site] { return look_for_workgroup(site); };
  workgroup.make = [&site] {
    NewWorkgroup group;
    group.name = group.namespace_name = site.wanted.cluster;
    group.base_rpus = site.wanted.base_rpus;
    group.port = site.wanted.port;
    group.is_public = site.wanted.is_public;
    group.subnets = site.wanted.subnets;
    if (site.wanted.is_public) group.security_groups = {site.security_group};
    group.tags = site.tags;
    RedshiftServerless(site.aws).create_workgroup(group);
  };
  workgroup.remove = [&site] { RedshiftServerless(site.aws).delete_workgroup(site.wanted.cluster); };
  workgroup.patience_polls = 480;

  Step limit{"usage limit", wanted.cluster, "", {}, {}, {}};
  limit.will = fmt::format("{} RPU-hours a day, then queries are turned off", wanted.rpu_hours_a_day);
  limit.look = [&site] { return look_for_limit(site); };
  limit.make = [&site] { make_limit(site); };
  limit.remove = [&site] { remove_limits(site); };
  limit.is_wanted = wanted.rpu_hours_a_day > 0;
  return {space, workgroup, limit};
}

}  // namespace sparkify
