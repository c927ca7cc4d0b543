#include "aws/redshift.h"

#include <fmt/format.h>

#include <cstdlib>

namespace sparkify {

namespace {

constexpr AwsService kService{"redshift", "REDSHIFT", AwsProtocol::kQuery, "2012-12-01"};

RedshiftCluster read_cluster(const AwsValue& value) {
  RedshiftCluster cluster;
  cluster.identifier = value["ClusterIdentifier"].text;
  cluster.status = value["ClusterStatus"].text;
  cluster.availability = value["ClusterAvailabilityStatus"].text;
  cluster.node_type = value["NodeType"].text;
  cluster.nodes = std::atoi(value["NumberOfNodes"].text.c_str());
  cluster.database = value["DBName"].text;
  cluster.user = value["MasterUsername"].text;
  cluster.secret_arn = value["MasterPasswordSecretArn"].text;
  cluster.host = value["Endpoint"]["Address"].text;
  cluster.port = std::atoi(value["Endpoint"]["Port"].text.c_str());
  cluster.is_public = value["PubliclyAccessible"].text == "true";
  cluster.is_encrypted = value["Encrypted"].text == "true";
  cluster.created_at = value["ClusterCreateTime"].text;
  cluster.subnet_group = value["ClusterSubnetGroupName"].text;
  for (const AwsValue& group : value["VpcSecurityGroups"].children)
    cluster.security_groups.push_back(group["VpcSecurityGroupId"].text);
  for (const AwsValue& role : value["IamRoles"].children)
    cluster.role_arns.push_back(role["IamRoleArn"].text);
  cluster.tags = read_tags(value["Tags"]);
  return cluster;
}

SubnetGroup read_subnet_group(const AwsValue& value) {
  return {value["ClusterSubnetGroupName"].text, read_tags(value["Tags"])};
}

// All pages of a call whose answer lists `Read`s under `list`.
template <typename Read>
auto all_pages(AwsClient& aws, const std::string& operation, const AwsParameters& parameters,
               std::string_view list, Read read) {
  std::vector<decltype(read(AwsValue{}))> found;
  std::string marker;
  do {
    AwsParameters page = parameters;
    if (!marker.empty()) page.emplace_back("Marker", marker);
    const AwsValue answer = aws.query(kService, operation, page);
    for (const AwsValue& item : answer[list].children) found.push_back(read(item));
    marker = answer["Marker"].text;
  } while (!marker.empty());
  return found;
}

AwsParameters tag_filter(const std::string& key, const std::string& value) {
  return {{"TagKeys.TagKey.1", key}, {"TagValues.TagValue.1", value}};
}

const char* truth(bool value) { return value ? "true" : "false"; }

}  // namespace

bool RedshiftCluster::is_available() const {
  return status == "available" && (availability.empty() || availability == "Available") && !host.empty();
}

DatabaseLogin Redshift::credentials(const std::string& cluster, const std::string& user,
                                    const std::string& database, bool create, int duration_seconds) {
  const AwsValue answer = aws_.query(kService, "GetClusterCredentials",
                                     {{"ClusterIdentifier", cluster},
                                      {"DbUser", user},
                                      {"DbName", database},
                                      {"AutoCreate", truth(create)},
                                      {"DurationSeconds", fmt::format("{}", duration_seconds)}});
  return {answer["DbUser"].text, answer["DbPassword"].text};
}

std::optional<RedshiftCluster> Redshift::find_cluster(const std::string& identifier) {
  try {
    const AwsValue answer = aws_.query(kService, "DescribeClusters", {{"ClusterIdentifier", identifier}});
    if (answer["Clusters"].children.empty()) return std::nullopt;
    return read_cluster(answer["Clusters"].children.front());
  } catch (const AwsError& error) {
    if (error.kind() == AwsErrorKind::kGone) return std::nullopt;
    throw;
  }
}

std::vector<RedshiftCluster> Redshift::clusters_with_tag(const std::string& key, const std::string& value) {
  return all_pages(aws_, "DescribeClusters", tag_filter(key, value), "Clusters", read_cluster);
}

void Redshift::create_cluster(const NewCluster& wanted) {
  AwsParameters parameters = {{"ClusterIdentifier", wanted.identifier},
                              {"NodeType", wanted.node_type},
                              {"ClusterType", wanted.nodes > 1 ? "multi-node" : "single-node"},
                              {"DBName", wanted.database},
                              {"MasterUsername", wanted.user},
                              {"Port", fmt::format("{}", wanted.port)},
                              {"PubliclyAccessible", truth(wanted.is_public)},
                              {"Encrypted", "true"},
                              {"IamRoles.IamRoleArn.1", wanted.role_arn},
                              {"DefaultIamRoleArn", wanted.role_arn}};
  if (wanted.nodes > 1) parameters.emplace_back("NumberOfNodes", fmt::format("{}", wanted.nodes));
  if (wanted.password.empty()) {
    parameters.emplace_back("ManageMasterPassword", "true");
  } else {
    parameters.emplace_back("MasterUserPassword", wanted.password);
  }
  if (!wanted.subnet_group.empty()) parameters.emplace_back("ClusterSubnetGroupName", wanted.subnet_group);
  for (size_t i = 0; i < wanted.security_groups.size(); ++i) {
    parameters.emplace_back(fmt::format("VpcSecurityGroupIds.VpcSecurityGroupId.{}", i + 1),
                            wanted.security_groups[i]);
  }
  add_tags(parameters, "Tags.Tag", wanted.tags);
  aws_.query(kService, "CreateCluster", parameters);
}

void Redshift::pause_cluster(const std::string& identifier) {
  aws_.query(kService, "PauseCluster", {{"ClusterIdentifier", identifier}});
}

void Redshift::resume_cluster(const std::string& identifier) {
  aws_.query(kService, "ResumeCluster", {{"ClusterIdentifier", identifier}});
}

void Redshift::delete_cluster(const std::string& identifier, const std::string& final_snapshot) {
  AwsParameters parameters = {{"ClusterIdentifier", identifier},
                              {"SkipFinalClusterSnapshot", truth(final_snapshot.empty())}};
  if (!final_snapshot.empty()) parameters.emplace_back("FinalClusterSnapshotIdentifier", final_snapshot);
  aws_.query(kService, "DeleteCluster", parameters);
}

std::optional<SubnetGroup> Redshift::find_subnet_group(const std::string& name) {
  try {
    const AwsValue answer =
        aws_.query(kService, "DescribeClusterSubnetGroups", {{"ClusterSubnetGroupName", name}});
    if (answer["ClusterSubnetGroups"].children.empty()) return std::nullopt;
    return read_subnet_group(answer["ClusterSubnetGroups"].children.front());
  } catch (const AwsError& error) {
    if (error.kind() == AwsErrorKind::kGone) return std::nullopt;
    throw;
  }
}

std::vector<SubnetGroup> Redshift::subnet_groups_with_tag(const std::string& key, const std::string& value) {
  return all_pages(aws_, "DescribeClusterSubnetGroups", tag_filter(key, value), "ClusterSubnetGroups",
                   read_subnet_group);
}

void Redshift::create_subnet_group(const std::string& name, const std::vector<std::string>& subnets,
                                   const Tags& tags) {
  AwsParameters parameters = {{"ClusterSubnetGroupName", name}, {"Description", "made by sparkify"}};
  for (size_t i = 0; i < subnets.size(); ++i)
    parameters.emplace_back(fmt::format("SubnetIds.SubnetIdentifier.{}", i + 1), subnets[i]);
  add_tags(parameters, "Tags.Tag", tags);
  aws_.query(kService, "CreateClusterSubnetGroup", parameters);
}

void Redshift::delete_subnet_group(const std::string& name) {
  aws_.query(kService, "DeleteClusterSubnetGroup", {{"ClusterSubnetGroupName", name}});
}

std::optional<ScheduledPause> Redshift::find_scheduled_pause(const std::string& name) {
  try {
    const AwsValue answer = aws_.query(kService, "DescribeScheduledActions", {{"ScheduledActionName", name}});
    if (answer["ScheduledActions"].children.empty()) return std::nullopt;
    const AwsValue& action = answer["ScheduledActions"].children.front();
    return ScheduledPause{
        action["ScheduledActionName"].text, action["TargetAction"]["PauseCluster"]["ClusterIdentifier"].text,
        action["Schedule"].text, action["IamRole"].text, action["ScheduledActionDescription"].text};
  } catch (const AwsError& error) {
    if (error.kind() == AwsErrorKind::kGone) return std::nullopt;
    throw;
  }
}

void Redshift::create_scheduled_pause(const ScheduledPause& wanted) {
  aws_.query(kService, "CreateScheduledAction",
             {{"ScheduledActionName", wanted.name},
              {"TargetAction.PauseCluster.ClusterIdentifier", wanted.cluster},
              {"Schedule", wanted.schedule},
              {"IamRole", wanted.role_arn},
              {"ScheduledActionDescription", wanted.description},
              {"Enable", "true"}});
}

void Redshift::delete_scheduled_action(const std::string& name) {
  aws_.query(kService, "DeleteScheduledAction", {{"ScheduledActionName", name}});
}

}  // namespace sparkify
