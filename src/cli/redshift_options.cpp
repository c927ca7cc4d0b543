#include <fmt/format.h>

#include "aws/redshift.h"
#include "aws/redshift_serverless.h"
#include "base/text.h"
#include "cli/command.h"
#include "cluster/state.h"
#include "engine/redshift.h"

namespace sparkify {

namespace {

// What projects write as the endpoint may carry port and database: host:5439/dev.
void take_apart(RedshiftAddress& address) {
  if (const size_t slash = address.host.find('/'); slash != address.host.npos) {
    if (address.database.empty()) address.database = address.host.substr(slash + 1);
    address.host.resize(slash);
  }
  if (const size_t colon = address.host.find(':'); colon != address.host.npos) {
    if (address.port.empty()) address.port = address.host.substr(colon + 1);
    address.host.resize(colon);
  }
}

RedshiftAddress configured_address(const Settings& settings) {
  RedshiftAddress address;
  address.host = settings.text("redshift-host");
  address.port = settings.text("redshift-port");
  address.database = settings.text("redshift-database");
  address.user = settings.text("redshift-user");
  take_apart(address);
  const Setting password = settings.get("redshift-password");
  address.password = password.text;
  if (!password.text.empty() && password.origin.find(':') != password.origin.npos) {
    fmt::print(
        stderr,
        "warning: the database password at {} is used; a file in a project is no place for it: keep it "
        "in SPARKIFY_DB_PASSWORD or in Secrets Manager\n",
        password.origin);
  }
  return address;
}

// Who knows the password: a secret, or IAM, which makes a temporary one for a cluster or a workgroup.
struct LoginSource {
  std::string secret_arn, cluster, region;
  bool is_serverless = false;
};

// Of a provisioned cluster NAME.ID.REGION.redshift.amazonaws.com, of Serverless
// WORKGROUP.ACCOUNT.REGION.redshift-serverless.amazonaws.com.
LoginSource source_by_host(const std::string& host) {
  const std::vector<std::string> names = split(host, '.');
  if (names.size() < 6 || !names[3].starts_with("redshift")) return {};
  return {"", names[0], names[2], names[3] == "redshift-serverless"};
}

DatabaseLogin find_login(AwsOptions options, const LoginSource& source, const RedshiftAddress& address) {
  if (source.secret_arn.empty() && source.cluster.empty()) {
    throw UsageError(fmt::format("no password is given for {} at {}, and the host's name is none of AWS's by "
                                 "which to ask IAM for one",
                                 address.user.empty() ? "the user" : address.user, address.host),
                     "set SPARKIFY_DB_PASSWORD, or [CLUSTER] SECRET_ARN");
  }
  if (!source.region.empty()) options.region = source.region;
  AwsClient aws(std::move(options));
  if (!source.secret_arn.empty()) return read_login_secret(aws, source.secret_arn);
  if (source.is_serverless) return RedshiftServerless(aws).credentials(source.cluster, address.database);
  return Redshift(aws).credentials(source.cluster, address.user, address.database);
}

}  // namespace

std::shared_ptr<const RedshiftOptions> redshift_options(const Settings& settings) {
  auto options = std::make_shared<RedshiftOptions>();
  options->configured = configured_address(settings);
  options->role_arn = settings.text("iam-role");
  const Setting staging = settings.get("staging"), manifests = settings.get("manifests");
  options->staging = staging.text;
  options->staging_origin = staging.origin;
  options->manifests = manifests.text;
  options->manifests_origin = manifests.origin;
  options->s3 = s3_options(settings);

  // What `cluster up` made, where dwh.cfg names no other.
  const std::optional<ClusterState> made = read_cluster_state(cluster_state_file(settings));
  RedshiftAddress& address = options->configured;
  const bool is_made = made && (address.host.empty() || address.host == made->host);
  if (is_made) {
    address.host = made->host;
    address.port = std::to_string(made->port);
    if (address.database.empty()) address.database = made->database;
    if (address.user.empty()) address.user = made->user;
    if (options->role_arn.empty()) options->role_arn = made->role_arn;
  }
  options->login = [aws = aws_options(settings), secret = settings.text("redshift-secret"),
                    made = is_made ? made : std::nullopt](const RedshiftAddress& wanted) {
    LoginSource source = source_by_host(wanted.host);
    if (made && made->host == wanted.host)
      source = {made->secret_arn, made->cluster, made->region, made->is_serverless};
    if (!secret.empty()) source.secret_arn = secret;
    return find_login(aws, source, wanted);
  };
  return options;
}

}  // namespace sparkify
