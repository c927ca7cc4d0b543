#pragma once
// IAM's roles and their inline policies.
// docs.aws.amazon.com/IAM/latest/APIReference

#include <optional>
#include <string>
#include <vector>

#include "aws/aws_client.h"
#include "aws/tags.h"

namespace sparkify {

struct IamRole {
  std::string name, arn;
  Tags tags;
};

struct NewRole {
  std::string path;  // "/sparkify/"
  std::string name, description;
  std::string trust_policy;  // JSON
  Tags tags;
};

class Iam {
 public:
  explicit Iam(AwsClient& aws) : aws_(aws) {}

  std::optional<IamRole> find_role(const std::string& name);
  std::vector<IamRole> roles_under(const std::string& path);
  void create_role(const NewRole& wanted);
  void delete_role(const std::string& name);  // with its policies

  // JSON, or none where the role has no such policy.
  std::optional<std::string> role_policy(const std::string& role, const std::string& policy);
  void put_role_policy(const std::string& role, const std::string& policy, const std::string& document);

 private:
  AwsClient& aws_;
};

}  // namespace sparkify
