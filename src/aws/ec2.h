#pragma once
// What a cluster's network takes of EC2: VPCs, subnets and security groups.
// docs.aws.amazon.com/AWSEC2/latest/APIReference

#include <optional>
#include <string>
#include <vector>

#include "aws/aws_client.h"
#include "aws/tags.h"

namespace sparkify {

struct Subnet {
  std::string id, vpc, zone;
};

// From where anything may come in.
struct Opening {
  int port = 0;
  std::string from;  // "203.0.113.7/32"

  bool operator==(const Opening&) const = default;
};

struct SecurityGroup {
  std::string id, name;
  std::vector<Opening> openings;
  Tags tags;
};

class Ec2 {
 public:
  explicit Ec2(AwsClient& aws) : aws_(aws) {}

  std::string default_vpc();                                    // "" where the region has none
  std::vector<Subnet> default_subnets(const std::string& vpc);  // public, one a zone
  std::vector<Subnet> subnets(const std::vector<std::string>& ids);

  std::optional<SecurityGroup> find_security_group(const std::string& name, const std::string& vpc);
  std::vector<SecurityGroup> security_groups_with_tag(const std::string& key, const std::string& value);
  void create_security_group(const std::string& name, const std::string& description, const std::string& vpc,
                             const Tags& tags);
  void delete_security_group(const std::string& id);
  void open(const std::string& group, const Opening& opening);
  void close(const std::string& group, const Opening& opening);

 private:
  AwsClient& aws_;
};

}  // namespace sparkify
