#include <fmt/format.h>

#include "cluster/prices.h"
#include "cluster/step.h"

namespace sparkify {

namespace {

// docs.aws.amazon.com/redshift/latest/mgmt/rs-mgmt-cluster-status.html
Presence presence_of(const RedshiftCluster& cluster) {
  const std::string& status = cluster.status;
  if (cluster.is_available()) return Presence::kPresent;
  if (status == "deleting" || status == "final-snapshot") return Presence::kLeaving;
  if (status == "paused") return Presence::kPartial;
  if (status == "hardware-failure" || status == "storage-full" || status.starts_with("incompatible-"))
    return Presence::kFailed;
  return Presence::kComing;
}

Found look_for_cluster(Site& site) {
  const std::optional<RedshiftCluster> cluster = Redshift(site.aws).find_cluster(site.wanted.cluster);
  if (!cluster) return {};
  if (!site.is_ours(cluster->tags)) return {Presence::kForeign, cluster->status};
  const std::string detail = fmt::format("{}, {} x {}{}", cluster->status, cluster->nodes, cluster->node_type,
                                         cluster->is_public ? ", public" : "");
  return {presence_of(*cluster), detail};
}

void make_cluster(Site& site) {
  const ClusterWanted& wanted = site.wanted;
  Redshift redshift(site.aws);
  if (const auto cluster = redshift.find_cluster(wanted.cluster); cluster && cluster->status == "paused")
    return redshift.resume_cluster(wanted.cluster);
  NewCluster cluster;
  cluster.identifier = wanted.cluster;
  cluster.node_type = wanted.node_type;
  cluster.nodes = wanted.nodes;
  cluster.database = wanted.database;
  cluster.user = wanted.user;
  cluster.password = wanted.password;
  cluster.port = wanted.port;
  cluster.is_public = wanted.is_public;
  cluster.role_arn = site.role_arn();
  cluster.subnet_group = site.resource_name("");
  if (wanted.is_public) cluster.security_groups = {site.security_group};
  cluster.tags = site.tags;
  redshift.create_cluster(cluster);
}

}  // namespace

std::vector<Step> provisioned_steps(Site& site, const std::string& final_snapshot) {
  const ClusterWanted& wanted = site.wanted;
  Step cluster{"cluster", wanted.cluster, "", {}, {}, {}};
  cluster.will = fmt::format(
      "{} x {}, encrypted, {}, database {}, user {}, {}", wanted.nodes, wanted.node_type,
      wanted.is_public ? "public" : "private", wanted.database, wanted.user,
      wanted.password.empty() ? "password kept by Secrets Manager" : "password of the environment");
  const double price = wanted.dollars_per_unit_hour > 0
                           ? wanted.dollars_per_unit_hour
                           : node_dollars_per_hour(site.aws.region(), wanted.node_type).value_or(0);
  cluster.dollars_per_hour = price * wanted.nodes;
  cluster.look = [&site] { return look_for_cluster(site); };
  cluster.make = [&site] { make_cluster(site); };
  cluster.remove = [&site, final_snapshot] {
    Redshift(site.aws).delete_cluster(site.wanted.cluster, final_snapshot);
  };
  cluster.patience_polls = 900;  // 75 minutes
  return {cluster};
}

}  // namespace sparkify
