#include "aws/redshift_serverless.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

namespace sparkify {

namespace {

using nlohmann::json;

constexpr AwsService kService{"redshift-serverless", "REDSHIFT_SERVERLESS", AwsProtocol::kJson,
                              "RedshiftServerless"};

AwsValue call(AwsClient& aws, const std::string& operation, const json& body) {
  return aws.json(kService, operation, body.dump());
}

ServerlessNamespace read_namespace(const AwsValue& value) {
  return {value["namespaceName"].text, value["namespaceArn"].text,
          value["status"].text,        value["dbName"].text,
          value["adminUsername"].text, value["adminPasswordSecretArn"].text,
          value["creationDate"].text,  {}};
}

Workgroup read_workgroup(const AwsValue& value) {
  Workgroup workgroup;
  workgroup.name = value["workgroupName"].text;
  workgroup.arn = value["workgroupArn"].text;
  workgroup.namespace_name = value["namespaceName"].text;
  workgroup.status = value["status"].text;
  workgroup.host = value["endpoint"]["address"].text;
  workgroup.port = std::atoi(value["endpoint"]["port"].text.c_str());
  workgroup.base_rpus = std::atoi(value["baseCapacity"].text.c_str());
  workgroup.is_public = value["publiclyAccessible"].text == "true";
  workgroup.created_at = value["creationDate"].text;
  return workgroup;
}

ServerlessUsageLimit read_usage_limit(const AwsValue& value) {
  return {value["usageLimitId"].text, value["usageLimitArn"].text, std::atoll(value["amount"].text.c_str()),
          value["period"].text, value["breachAction"].text};
}

json tag_list(const Tags& tags) {
  json list = json::array();
  for (const auto& [key, value] : tags) list.push_back({{"key", key}, {"value", value}});
  return list;
}

template <typename Read>
auto all_pages(AwsClient& aws, const std::string& operation, json body, std::string_view list, Read read) {
  std::vector<decltype(read(AwsValue{}))> found;
  for (;;) {
    const AwsValue answer = call(aws, operation, body);
    for (const AwsValue& item : answer[list].children) found.push_back(read(item));
    if (answer["nextToken"].text.empty()) return found;
    body["nextToken"] = answer["nextToken"].text;
  }
}

// What `operation` answers under `result`, or none where there is no such thing, or no more when it is read.
template <typename Read>
auto find(AwsClient& aws, const std::string& operation, const json& body, std::string_view result, Read read)
    -> std::optional<decltype(read(AwsValue{}))> {
  try {
    return read(call(aws, operation, body)[result]);
  } catch (const AwsError& error) {
    if (error.kind() == AwsErrorKind::kGone) return std::nullopt;
    throw;
  }
}

}  // namespace

DatabaseLogin RedshiftServerless::credentials(const std::string& workgroup, const std::string& database,
                                              int duration_seconds) {
  const AwsValue answer =
      call(aws_, "GetCredentials",
           {{"workgroupName", workgroup}, {"dbName", database}, {"durationSeconds", duration_seconds}});
  return {answer["dbUser"].text, answer["dbPassword"].text};
}

std::optional<ServerlessNamespace> RedshiftServerless::find_namespace(const std::string& name) {
  return find(aws_, "GetNamespace", {{"namespaceName", name}}, "namespace", [this](const AwsValue& value) {
    ServerlessNamespace space = read_namespace(value);
    space.tags = tags(space.arn);
    return space;
  });
}

std::optional<Workgroup> RedshiftServerless::find_workgroup(const std::string& name) {
  return find(aws_, "GetWorkgroup", {{"workgroupName", name}}, "workgroup", [this](const AwsValue& value) {
    Workgroup workgroup = read_workgroup(value);
    workgroup.tags = tags(workgroup.arn);
    return workgroup;
  });
}

std::vector<ServerlessNamespace> RedshiftServerless::namespaces() {
  return all_pages(aws_, "ListNamespaces", json::object(), "namespaces", read_namespace);
}

std::vector<Workgroup> RedshiftServerless::workgroups() {
  return all_pages(aws_, "ListWorkgroups", json::object(), "workgroups", read_workgroup);
}

void RedshiftServerless::create_namespace(const NewNamespace& wanted) {
  json body = {{"namespaceName", wanted.name},         {"dbName", wanted.database},
               {"adminUsername", wanted.user},         {"iamRoles", {wanted.role_arn}},
               {"defaultIamRoleArn", wanted.role_arn}, {"tags", tag_list(wanted.tags)}};
  if (wanted.password.empty()) {
    body["manageAdminPassword"] = true;
  } else {
    body["adminUserPassword"] = wanted.password;
  }
  call(aws_, "CreateNamespace", body);
}

void RedshiftServerless::create_workgroup(const NewWorkgroup& wanted) {
  json body = {{"workgroupName", wanted.name},           {"namespaceName", wanted.namespace_name},
               {"baseCapacity", wanted.base_rpus},       {"port", wanted.port},
               {"publiclyAccessible", wanted.is_public}, {"tags", tag_list(wanted.tags)}};
  if (!wanted.subnets.empty()) body["subnetIds"] = wanted.subnets;
  if (!wanted.security_groups.empty()) body["securityGroupIds"] = wanted.security_groups;
  call(aws_, "CreateWorkgroup", body);
}

void RedshiftServerless::delete_workgroup(const std::string& name) {
  call(aws_, "DeleteWorkgroup", {{"workgroupName", name}});
}

void RedshiftServerless::delete_namespace(const std::string& name, const std::string& final_snapshot) {
  json body = {{"namespaceName", name}};
  if (!final_snapshot.empty()) body["finalSnapshotName"] = final_snapshot;
  call(aws_, "DeleteNamespace", body);
}

std::vector<ServerlessUsageLimit> RedshiftServerless::usage_limits(const std::string& workgroup_arn) {
  return all_pages(aws_, "ListUsageLimits",
                   {{"resourceArn", workgroup_arn}, {"usageType", "serverless-compute"}}, "usageLimits",
                   read_usage_limit);
}

void RedshiftServerless::create_usage_limit(const std::string& workgroup_arn, int64_t rpu_hours,
                                            const std::string& period) {
  call(aws_, "CreateUsageLimit",
       {{"resourceArn", workgroup_arn},
        {"usageType", "serverless-compute"},
        {"amount", rpu_hours},
        {"period", period},
        {"breachAction", "deactivate"}});
}

void RedshiftServerless::update_usage_limit(const std::string& id, int64_t rpu_hours) {
  call(aws_, "UpdateUsageLimit", {{"usageLimitId", id}, {"amount", rpu_hours}});
}

void RedshiftServerless::delete_usage_limit(const std::string& id) {
  call(aws_, "DeleteUsageLimit", {{"usageLimitId", id}});
}

Tags RedshiftServerless::tags(const std::string& arn) {
  return read_tags(call(aws_, "ListTagsForResource", {{"resourceArn", arn}})["tags"]);
}

}  // namespace sparkify
