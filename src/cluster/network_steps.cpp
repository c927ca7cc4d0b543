#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cluster/step.h"

namespace sparkify {

namespace {

// Empty where there is no default VPC to look in.
std::vector<Subnet> subnets_of(Site& site) {
  Ec2 ec2(site.aws);
  if (!site.wanted.subnets.empty()) return ec2.subnets(site.wanted.subnets);
  const std::string vpc = ec2.default_vpc();
  return vpc.empty() ? std::vector<Subnet>{} : ec2.default_subnets(vpc);
}

const std::string& vpc_of(Site& site) {
  if (!site.vpc.empty()) return site.vpc;
  for (const Subnet& subnet : subnets_of(site)) {
    if (!site.vpc.empty() && subnet.vpc != site.vpc) throw UsageError("the subnets are of more than one VPC");
    site.vpc = subnet.vpc;
  }
  return site.vpc;
}

void need_vpc(Site& site) {
  if (vpc_of(site).empty())
    throw Error(fmt::format("the region {} has no default VPC with default subnets", site.aws.region()),
                "--subnets subnet-1,subnet-2 names those to use, or: aws ec2 create-default-vpc");
}

std::optional<SecurityGroup> find_group(Site& site) {
  for (SecurityGroup& group : Ec2(site.aws).security_groups_with_tag(kProjectTag, site.wanted.cluster)) {
    site.security_group = group.id;
    return std::move(group);
  }
  if (!site.wanted.is_public || vpc_of(site).empty()) return std::nullopt;
  // A fresh group is found by its name before it is by its tags.
  std::optional<SecurityGroup> group =
      Ec2(site.aws).find_security_group(site.resource_name(""), vpc_of(site));
  if (group && site.is_ours(group->tags)) site.security_group = group->id;
  return group;
}

Found look_for_group(Site& site) {
  const std::optional<SecurityGroup> group = find_group(site);
  if (!group) return {};
  return {site.is_ours(group->tags) ? Presence::kPresent : Presence::kForeign, group->id};
}

Found look_for_opening(Site& site, const Opening& wanted) {
  const std::optional<SecurityGroup> group = find_group(site);
  if (!group || group->openings.empty()) return {};
  if (!site.is_ours(group->tags)) return {Presence::kForeign, group->id};
  std::vector<std::string> from;
  for (const Opening& opening : group->openings)
    from.push_back(fmt::format("{} from {}", opening.port, opening.from));
  const bool is_as_wanted = group->openings == std::vector<Opening>{wanted};
  return {is_as_wanted ? Presence::kPresent : Presence::kPartial, "open: " + join(from, ", ")};
}

void close_all_but(Site& site, const std::optional<Opening>& wanted) {
  const std::optional<SecurityGroup> group = find_group(site);
  if (!group) return;
  for (const Opening& opening : group->openings) {
    if (opening != wanted) Ec2(site.aws).close(group->id, opening);
  }
}

}  // namespace

std::vector<Step> network_steps(Site& site) {
  Step group{"security group", site.resource_name(""), "lets nobody in", {}, {}, {}};
  group.look = [&site] { return look_for_group(site); };
  group.make = [&site, name = group.name] {
    need_vpc(site);
    Ec2(site.aws).create_security_group(name, "made by sparkify", vpc_of(site), site.tags);
  };
  group.remove = [&site] {
    if (const auto found = find_group(site)) Ec2(site.aws).delete_security_group(found->id);
  };
  group.patience_polls = 180;

  const Opening wanted{site.wanted.port, site.wanted.my_address + "/32"};
  Step opening{
      "opening", fmt::format("port {}", wanted.port), fmt::format("from {} alone", wanted.from), {}, {}, {}};
  opening.look = [&site, wanted] { return look_for_opening(site, wanted); };
  opening.make = [&site, wanted] {
    try {
      Ec2(site.aws).open(site.security_group, wanted);
    } catch (const AwsError& error) {
      if (error.kind() != AwsErrorKind::kExists) throw;
    }
    close_all_but(site, wanted);
  };
  opening.remove = [&site] { close_all_but(site, std::nullopt); };
  group.is_wanted = opening.is_wanted = site.wanted.is_public;

  std::vector<Step> steps = {group, opening};
  if (site.wanted.is_serverless) return steps;
  Step subnets{"subnet group", site.resource_name(""), "", {}, {}, {}};
  subnets.will = site.wanted.subnets.empty() ? "of the default VPC" : "of " + join(site.wanted.subnets, ", ");
  subnets.look = [&site, name = subnets.name]() -> Found {
    const std::optional<SubnetGroup> found = Redshift(site.aws).find_subnet_group(name);
    if (!found) return {};
    return {site.is_ours(found->tags) ? Presence::kPresent : Presence::kForeign, ""};
  };
  subnets.make = [&site, name = subnets.name] {
    need_vpc(site);
    std::vector<std::string> ids;
    for (const Subnet& subnet : subnets_of(site)) ids.push_back(subnet.id);
    Redshift(site.aws).create_subnet_group(name, ids, site.tags);
  };
  subnets.remove = [&site, name = subnets.name] { Redshift(site.aws).delete_subnet_group(name); };
  steps.push_back(subnets);
  return steps;
}

}  // namespace sparkify
