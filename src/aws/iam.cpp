#include "aws/iam.h"

#include "aws/signature_v4.h"

namespace sparkify {

namespace {

constexpr AwsService kService{"iam", "IAM", AwsProtocol::kQuery, "2010-05-08", false};

IamRole read_role(const AwsValue& role) {
  return {role["RoleName"].text, role["Arn"].text, read_tags(role["Tags"])};
}

template <typename Each>
void each_item(AwsClient& aws, const std::string& operation, const AwsParameters& parameters,
               std::string_view list, Each each) {
  std::string marker;
  do {
    AwsParameters page = parameters;
    if (!marker.empty()) page.emplace_back("Marker", marker);
    const AwsValue answer = aws.query(kService, operation, page);
    for (const AwsValue& item : answer[list].children) each(item);
    marker = answer["IsTruncated"].text == "true" ? answer["Marker"].text : "";
  } while (!marker.empty());
}

template <typename Deletion>
void ignoring_what_is_gone(Deletion deletion) {
  try {
    deletion();
  } catch (const AwsError& error) {
    if (error.kind() != AwsErrorKind::kGone) throw;
  }
}

}  // namespace

std::optional<IamRole> Iam::find_role(const std::string& name) {
  try {
    return read_role(aws_.query(kService, "GetRole", {{"RoleName", name}})["Role"]);
  } catch (const AwsError& error) {
    if (error.kind() == AwsErrorKind::kGone) return std::nullopt;
    throw;
  }
}

std::vector<IamRole> Iam::roles_under(const std::string& path) {
  std::vector<std::string> names;
  each_item(aws_, "ListRoles", {{"PathPrefix", path}}, "Roles",
            [&](const AwsValue& role) { names.push_back(role["RoleName"].text); });
  std::vector<IamRole> roles;
  for (const std::string& name : names) {  // ListRoles leaves out the tags
    if (std::optional<IamRole> role = find_role(name)) roles.push_back(std::move(*role));
  }
  return roles;
}

void Iam::create_role(const NewRole& wanted) {
  AwsParameters parameters = {{"Path", wanted.path},
                              {"RoleName", wanted.name},
                              {"Description", wanted.description},
                              {"AssumeRolePolicyDocument", wanted.trust_policy}};
  add_tags(parameters, "Tags.member", wanted.tags);
  aws_.query(kService, "CreateRole", parameters);
}

std::optional<std::string> Iam::role_policy(const std::string& role, const std::string& policy) {
  try {
    const AwsValue answer =
        aws_.query(kService, "GetRolePolicy", {{"RoleName", role}, {"PolicyName", policy}});
    return percent_decode(answer["PolicyDocument"].text);
  } catch (const AwsError& error) {
    if (error.kind() == AwsErrorKind::kGone) return std::nullopt;
    throw;
  }
}

void Iam::put_role_policy(const std::string& role, const std::string& policy, const std::string& document) {
  aws_.query(kService, "PutRolePolicy",
             {{"RoleName", role}, {"PolicyName", policy}, {"PolicyDocument", document}});
}

void Iam::delete_role(const std::string& name) {
  std::vector<std::string> policies, attached;
  const AwsParameters role = {{"RoleName", name}};
  ignoring_what_is_gone([&] {
    each_item(aws_, "ListRolePolicies", role, "PolicyNames",
              [&](const AwsValue& policy) { policies.push_back(policy.text); });
    each_item(aws_, "ListAttachedRolePolicies", role, "AttachedPolicies",
              [&](const AwsValue& policy) { attached.push_back(policy["PolicyArn"].text); });
  });
  for (const std::string& policy : policies) {
    ignoring_what_is_gone([&] {
      aws_.query(kService, "DeleteRolePolicy", {{"RoleName", name}, {"PolicyName", policy}});
    });
  }
  for (const std::string& arn : attached) {
    ignoring_what_is_gone([&] {
      aws_.query(kService, "DetachRolePolicy", {{"RoleName", name}, {"PolicyArn", arn}});
    });
  }
  aws_.query(kService, "DeleteRole", role);
}

}  // namespace sparkify
