#include "aws/ec2.h"

#include <fmt/format.h>

#include <cstdlib>

namespace sparkify {

namespace {

constexpr AwsService kService{"ec2", "EC2", AwsProtocol::kQuery, "2016-11-15"};

AwsParameters filters(const std::vector<std::pair<std::string, std::string>>& wanted) {
  AwsParameters parameters;
  for (size_t i = 0; i < wanted.size(); ++i) {
    parameters.emplace_back(fmt::format("Filter.{}.Name", i + 1), wanted[i].first);
    parameters.emplace_back(fmt::format("Filter.{}.Value.1", i + 1), wanted[i].second);
  }
  return parameters;
}

template <typename Each>
void each_item(AwsClient& aws, const std::string& operation, AwsParameters parameters, std::string_view list,
               Each each) {
  for (;;) {
    const AwsValue answer = aws.query(kService, operation, parameters);
    for (const AwsValue& item : answer[list].children) each(item);
    const std::string next = answer["nextToken"].text;
    if (next.empty()) return;
    if (!parameters.empty() && parameters.back().first == "NextToken") parameters.pop_back();
    parameters.emplace_back("NextToken", next);
  }
}

std::vector<Subnet> read_subnets(AwsClient& aws, const AwsParameters& parameters) {
  std::vector<Subnet> subnets;
  each_item(aws, "DescribeSubnets", parameters, "subnetSet", [&](const AwsValue& item) {
    subnets.push_back({item["subnetId"].text, item["vpcId"].text, item["availabilityZone"].text});
  });
  return subnets;
}

std::vector<SecurityGroup> read_security_groups(AwsClient& aws, const AwsParameters& parameters) {
  std::vector<SecurityGroup> groups;
  each_item(aws, "DescribeSecurityGroups", parameters, "securityGroupInfo", [&](const AwsValue& item) {
    SecurityGroup group{item["groupId"].text, item["groupName"].text, {}, read_tags(item["tagSet"])};
    for (const AwsValue& permission : item["ipPermissions"].children) {
      for (const AwsValue& range : permission["ipRanges"].children)
        group.openings.push_back({std::atoi(permission["fromPort"].text.c_str()), range["cidrIp"].text});
    }
    groups.push_back(std::move(group));
  });
  return groups;
}

AwsParameters permission(const std::string& group, const Opening& opening) {
  return {{"GroupId", group},
          {"IpPermissions.1.IpProtocol", "tcp"},
          {"IpPermissions.1.FromPort", fmt::format("{}", opening.port)},
          {"IpPermissions.1.ToPort", fmt::format("{}", opening.port)},
          {"IpPermissions.1.IpRanges.1.CidrIp", opening.from}};
}

}  // namespace

std::string Ec2::default_vpc() {
  std::string vpc;
  each_item(aws_, "DescribeVpcs", filters({{"is-default", "true"}}), "vpcSet",
            [&](const AwsValue& item) { vpc = item["vpcId"].text; });
  return vpc;
}

std::vector<Subnet> Ec2::default_subnets(const std::string& vpc) {
  return read_subnets(aws_, filters({{"vpc-id", vpc}, {"default-for-az", "true"}}));
}

std::vector<Subnet> Ec2::subnets(const std::vector<std::string>& ids) {
  AwsParameters parameters;
  for (size_t i = 0; i < ids.size(); ++i) parameters.emplace_back(fmt::format("SubnetId.{}", i + 1), ids[i]);
  return read_subnets(aws_, parameters);
}

std::optional<SecurityGroup> Ec2::find_security_group(const std::string& name, const std::string& vpc) {
  const std::vector<SecurityGroup> groups =
      read_security_groups(aws_, filters({{"group-name", name}, {"vpc-id", vpc}}));
  if (groups.empty()) return std::nullopt;
  return groups.front();
}

std::vector<SecurityGroup> Ec2::security_groups_with_tag(const std::string& key, const std::string& value) {
  return read_security_groups(aws_, filters({{"tag:" + key, value}}));
}

void Ec2::create_security_group(const std::string& name, const std::string& description,
                                const std::string& vpc, const Tags& tags) {
  AwsParameters parameters = {{"GroupName", name},
                              {"GroupDescription", description},
                              {"VpcId", vpc},
                              {"TagSpecification.1.ResourceType", "security-group"}};
  add_tags(parameters, "TagSpecification.1.Tag", tags);
  aws_.query(kService, "CreateSecurityGroup", parameters);
}

void Ec2::delete_security_group(const std::string& id) {
  aws_.query(kService, "DeleteSecurityGroup", {{"GroupId", id}});
}

void Ec2::open(const std::string& group, const Opening& opening) {
  aws_.query(kService, "AuthorizeSecurityGroupIngress", permission(group, opening));
}

void Ec2::close(const std::string& group, const Opening& opening) {
  aws_.query(kService, "RevokeSecurityGroupIngress", permission(group, opening));
}

}  // namespace sparkify
