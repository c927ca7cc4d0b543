#include <fmt/format.h>

#include "cluster/step.h"

namespace sparkify {

Site make_site(AwsClient& aws, const ClusterWanted& wanted) {
  return {
      aws, wanted, caller_identity(aws), {{kProjectTag, wanted.cluster}, {"sparkify:created-by", "sparkify"}},
      "",  ""};
}

std::string Site::role_arn() const {
  return fmt::format("arn:{}:iam::{}:role{}{}", aws.partition(), caller.account, kRolePath, wanted.role_name);
}

std::string Site::cluster_arn() const {
  return fmt::format("arn:{}:redshift:{}:{}:cluster:{}", aws.partition(), aws.region(), caller.account,
                     wanted.cluster);
}

bool Site::is_ours(const Tags& found) const {
  const auto tag = found.find(kProjectTag);
  return tag != found.end() && tag->second == wanted.cluster;
}

std::string Site::resource_name(const std::string& suffix) const {
  return fmt::format("sparkify-{}{}", wanted.cluster, suffix);
}

std::vector<Step> cluster_steps(Site& site, const std::string& final_snapshot) {
  std::vector<Step> steps;
  const auto add = [&](std::vector<Step> more) {
    for (Step& step : more) steps.push_back(std::move(step));
  };
  add(role_steps(site));
  add(network_steps(site));
  add(site.wanted.is_serverless ? serverless_steps(site, final_snapshot)
                                : provisioned_steps(site, final_snapshot));
  if (!site.wanted.is_serverless) add(pause_steps(site));
  return steps;
}

}  // namespace sparkify
