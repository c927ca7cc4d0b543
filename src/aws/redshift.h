#pragma once
// Amazon Redshift's provisioned clusters.
// docs.aws.amazon.com/redshift/latest/APIReference

#include <optional>
#include <string>
#include <vector>

#include "aws/aws_client.h"
#include "aws/secrets_manager.h"
#include "aws/tags.h"

namespace sparkify {

struct RedshiftCluster {
  std::string identifier;    // lower case, whatever was asked for
  std::string status;        // creating, available, pausing, paused, resuming, deleting, ...
  std::string availability;  // Available, Unavailable, Maintenance, Modifying, Failed, Paused; or ""
  std::string node_type;
  int nodes = 0;
  std::string database, user;
  std::string secret_arn;  // empty where Secrets Manager keeps no password
  std::string host;        // empty until there is one
  int port = 0;
  bool is_public = false, is_encrypted = false;
  std::string created_at;  // ISO 8601, UTC
  std::string subnet_group;
  std::vector<std::string> security_groups, role_arns;
  Tags tags;

  bool is_available() const;
};

struct NewCluster {
  std::string identifier, node_type;
  int nodes = 1;
  std::string database, user;
  std::string password;  // empty: Secrets Manager makes one and keeps it
  int port = 5439;
  bool is_public = false;
  std::string role_arn, subnet_group;
  std::vector<std::string> security_groups;
  Tags tags;
};

struct SubnetGroup {
  std::string name;
  Tags tags;
};

struct ScheduledPause {
  std::string name, cluster, schedule, role_arn;
  std::string description;  // scheduled actions take no tags
};

class Redshift {
 public:
  explicit Redshift(AwsClient& aws) : aws_(aws) {}

  // A password for `user` ("IAM:user" in the answer), good for some minutes. Without `create` the user must
  // exist.
  DatabaseLogin credentials(const std::string& cluster, const std::string& user, const std::string& database,
                            bool create = false, int duration_seconds = 900);

  std::optional<RedshiftCluster> find_cluster(const std::string& identifier);
  std::vector<RedshiftCluster> clusters_with_tag(const std::string& key, const std::string& value);
  void create_cluster(const NewCluster& wanted);
  void pause_cluster(const std::string& identifier);
  void resume_cluster(const std::string& identifier);
  void delete_cluster(const std::string& identifier, const std::string& final_snapshot);  // "": none

  std::optional<SubnetGroup> find_subnet_group(const std::string& name);
  std::vector<SubnetGroup> subnet_groups_with_tag(const std::string& key, const std::string& value);
  void create_subnet_group(const std::string& name, const std::vector<std::string>& subnets,
                           const Tags& tags);
  void delete_subnet_group(const std::string& name);

  std::optional<ScheduledPause> find_scheduled_pause(const std::string& name);
  void create_scheduled_pause(const ScheduledPause& wanted);
  void delete_scheduled_action(const std::string& name);

 private:
  AwsClient& aws_;
};

}  // namespace sparkify
