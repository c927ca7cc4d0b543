#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cluster/policy.h"
#include "cluster/step.h"

namespace sparkify {

namespace {

constexpr const char* kPolicyName = "sparkify";

struct RoleWanted {
  std::string name, purpose, trust, policy;
};

Found look_for_role(Site& site, const std::string& name) {
  const std::optional<IamRole> role = Iam(site.aws).find_role(name);
  if (!role) return {};
  return {site.is_ours(role->tags) ? Presence::kPresent : Presence::kForeign, role->arn};
}

Found look_for_policy(Site& site, const RoleWanted& wanted) {
  Iam iam(site.aws);
  if (Found role = look_for_role(site, wanted.name); role.presence != Presence::kPresent) return role;
  const std::optional<std::string> document = iam.role_policy(wanted.name, kPolicyName);
  if (!document) return {};
  const auto parse = [](const std::string& text) { return nlohmann::json::parse(text, nullptr, false); };
  if (parse(*document) == parse(wanted.policy)) return {Presence::kPresent, ""};
  return {Presence::kPartial, "grants something else"};
}

std::vector<Step> steps_for(Site& site, const RoleWanted& wanted, const std::string& grants) {
  Step role{"IAM role", wanted.name, wanted.purpose, {}, {}, {}};
  role.look = [&site, wanted] { return look_for_role(site, wanted.name); };
  role.make = [&site, wanted] {
    Iam(site.aws).create_role({kRolePath, wanted.name, wanted.purpose, wanted.trust, site.tags});
  };
  role.remove = [&site, wanted] { Iam(site.aws).delete_role(wanted.name); };

  Step policy{"role policy", wanted.name, grants, {}, {}, {}};
  policy.look = [&site, wanted] { return look_for_policy(site, wanted); };
  policy.make = [&site, wanted] { Iam(site.aws).put_role_policy(wanted.name, kPolicyName, wanted.policy); };
  return {role, policy};  // a role's policies go with it
}

std::string shown(const std::vector<S3Place>& places) {
  std::vector<std::string> reads, writes;
  for (const S3Place& place : places)
    (place.may_write ? writes : reads)
        .push_back("s3://" + place.bucket + "/" + place.key + (place.is_prefix ? "*" : ""));
  std::string text = reads.empty() ? "" : "reads " + join(reads, ", ");
  if (!writes.empty()) text += (text.empty() ? "writes " : "; writes ") + join(writes, ", ");
  return text;
}

}  // namespace

std::vector<Step> role_steps(Site& site) {
  std::vector<std::string> services = {"redshift.amazonaws.com"};
  if (site.wanted.is_serverless) services.emplace_back("redshift-serverless.amazonaws.com");
  std::vector<Step> steps =
      steps_for(site,
                {site.wanted.role_name, "Redshift alone may use it", trust_policy(services),
                 s3_policy(site.wanted.places, site.aws.partition())},
                shown(site.wanted.places));
  if (site.wanted.places.empty()) steps.pop_back();
  return steps;
}

std::vector<Step> pause_steps(Site& site) {
  const RoleWanted role{site.resource_name("-pause"), "lets Redshift's scheduler pause this cluster",
                        trust_policy({"scheduler.redshift.amazonaws.com"}), pause_policy(site.cluster_arn())};
  std::vector<Step> steps = steps_for(site, role, "pauses cluster " + site.wanted.cluster);

  // Scheduled actions take no tags: the description says whose it is.
  const std::string mark = fmt::format("{}={}", kProjectTag, site.wanted.cluster);
  const std::string at = format_utc(site.wanted.expires_at);
  const ScheduledPause wanted{
      site.resource_name("-pause"), site.wanted.cluster, fmt::format("at({})", at.substr(0, at.size() - 1)),
      fmt::format("arn:{}:iam::{}:role{}{}", site.aws.partition(), site.caller.account, kRolePath, role.name),
      mark};
  Step action{"scheduled pause", wanted.name, fmt::format("pauses the cluster at {}", at), {}, {}, {}};
  action.look = [&site, wanted]() -> Found {
    const std::optional<ScheduledPause> found = Redshift(site.aws).find_scheduled_pause(wanted.name);
    if (!found) return {};
    if (found->description != wanted.description) return {Presence::kForeign, found->description};
    return {found->schedule == wanted.schedule ? Presence::kPresent : Presence::kPartial, found->schedule};
  };
  action.make = [&site, wanted] {
    Redshift redshift(site.aws);
    if (redshift.find_scheduled_pause(wanted.name)) redshift.delete_scheduled_action(wanted.name);
    redshift.create_scheduled_pause(wanted);
  };
  action.remove = [&site, wanted] { Redshift(site.aws).delete_scheduled_action(wanted.name); };
  steps.push_back(action);
  for (Step& step : steps) {
    step.is_wanted = site.wanted.expires_at > 0;
    step.is_optional = true;
  }
  return steps;
}

}  // namespace sparkify
