#include "aws/secrets_manager.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace sparkify {

namespace {

constexpr AwsService kService{"secretsmanager", "SECRETS_MANAGER", AwsProtocol::kJson, "secretsmanager"};

}  // namespace

DatabaseLogin read_login_secret(AwsClient& aws, const std::string& id) {
  const AwsValue answer = aws.json(kService, "GetSecretValue", nlohmann::json{{"SecretId", id}}.dump());
  const std::optional<AwsValue> secret = parse_aws_json(answer["SecretString"].text);
  DatabaseLogin login;
  if (secret) login = {(*secret)["username"].text, (*secret)["password"].text};
  if (login.user.empty() || login.password.empty())
    throw Error(fmt::format("the secret {} holds no username and password", id),
                R"(its text must be {"username": "...", "password": "..."})");
  return login;
}

}  // namespace sparkify
