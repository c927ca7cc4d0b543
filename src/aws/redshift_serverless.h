#pragma once
// Amazon Redshift Serverless: namespaces hold the data, workgroups compute.
// docs.aws.amazon.com/redshift-serverless/latest/APIReference

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aws/aws_client.h"
#include "aws/secrets_manager.h"
#include "aws/tags.h"

namespace sparkify {

struct ServerlessNamespace {
  std::string name, arn, status;
  std::string database, user, secret_arn;  // the secret is empty where Secrets Manager keeps no password
  std::string created_at;                  // ISO 8601, UTC
  Tags tags;                               // lists leave them out
};

struct Workgroup {
  std::string name, arn, namespace_name;
  std::string status;  // CREATING, AVAILABLE, MODIFYING, DELETING
  std::string host;    // empty until it is available
  int port = 0;
  int base_rpus = 0;
  bool is_public = false;
  std::string created_at;
  Tags tags;  // lists leave them out
};

struct NewNamespace {
  std::string name, database, user;
  std::string password;  // empty: Secrets Manager makes one and keeps it
  std::string role_arn;
  Tags tags;
};

struct NewWorkgroup {
  std::string name, namespace_name;
  int base_rpus = 8;
  int port = 5439;
  bool is_public = false;
  std::vector<std::string> subnets, security_groups;
  Tags tags;
};

struct ServerlessUsageLimit {
  std::string id, arn;
  int64_t rpu_hours = 0;
  std::string period;         // daily, weekly, monthly
  std::string breach_action;  // log, emit-metric, deactivate
};

class RedshiftServerless {
 public:
  explicit RedshiftServerless(AwsClient& aws) : aws_(aws) {}

  // A password for the caller's own IAM name ("IAM:..." or "IAMR:..."), good for some minutes.
  DatabaseLogin credentials(const std::string& workgroup, const std::string& database,
                            int duration_seconds = 900);

  std::optional<ServerlessNamespace> find_namespace(const std::string& name);
  std::optional<Workgroup> find_workgroup(const std::string& name);
  std::vector<Workgroup> workgroups();
  std::vector<ServerlessNamespace> namespaces();

  void create_namespace(const NewNamespace& wanted);
  void create_workgroup(const NewWorkgroup& wanted);
  void delete_workgroup(const std::string& name);
  void delete_namespace(const std::string& name, const std::string& final_snapshot);  // "": none

  std::vector<ServerlessUsageLimit> usage_limits(const std::string& workgroup_arn);
  // Deactivates the workgroup for the rest of the period once it has used so much.
  void create_usage_limit(const std::string& workgroup_arn, int64_t rpu_hours, const std::string& period);
  void update_usage_limit(const std::string& id, int64_t rpu_hours);
  void delete_usage_limit(const std::string& id);

 private:
  Tags tags(const std::string& arn);

  AwsClient& aws_;
};

}  // namespace sparkify
