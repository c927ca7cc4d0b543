#include "cluster/leftovers.h"

#include <fmt/format.h>

#include <functional>

namespace sparkify {

namespace {

void look_for(Leftovers& leftovers, const std::string& kind, const std::function<void()>& look) {
  try {
    look();
  } catch (const AwsError& error) {
    leftovers.not_looked.push_back(fmt::format("{}: {}", kind, error.what()));
  }
}

}  // namespace

Leftovers find_leftovers(Site& site) {
  Leftovers leftovers;
  const std::string& project = site.wanted.cluster;
  Redshift redshift(site.aws);
  RedshiftServerless serverless(site.aws);
  const auto add = [&](const std::string& kind, const std::string& name) {
    leftovers.things.push_back(kind + " " + name);
  };
  look_for(leftovers, "clusters", [&] {
    for (const RedshiftCluster& cluster : redshift.clusters_with_tag(kProjectTag, project))
      add("cluster", cluster.identifier);
  });
  look_for(leftovers, "workgroups", [&] {
    for (const Workgroup& listed : serverless.workgroups()) {
      const auto group = serverless.find_workgroup(listed.name);
      if (group && site.is_ours(group->tags)) add("workgroup", group->name);
    }
  });
  look_for(leftovers, "namespaces", [&] {
    for (const ServerlessNamespace& listed : serverless.namespaces()) {
      const auto space = serverless.find_namespace(listed.name);
      if (space && site.is_ours(space->tags)) add("namespace", space->name);
    }
  });
  look_for(leftovers, "subnet groups", [&] {
    for (const SubnetGroup& group : redshift.subnet_groups_with_tag(kProjectTag, project))
      add("subnet group", group.name);
  });
  look_for(leftovers, "security groups", [&] {
    for (const SecurityGroup& group : Ec2(site.aws).security_groups_with_tag(kProjectTag, project))
      add("security group", group.name);
  });
  look_for(leftovers, "roles", [&] {
    for (const IamRole& role : Iam(site.aws).roles_under(kRolePath))
      if (site.is_ours(role.tags)) add("IAM role", role.name);
  });
  look_for(leftovers, "scheduled actions", [&] {
    if (redshift.find_scheduled_pause(site.resource_name("-pause")))
      add("scheduled action", site.resource_name("-pause"));
  });
  return leftovers;
}

}  // namespace sparkify
