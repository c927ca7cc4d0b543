#include <fmt/format.h>

#include "aws/redshift.h"
#include "aws/redshift_serverless.h"
#include "base/text.h"
#include "cli/command.h"
#include "cluster/state.h"
#include "engine/redshift.h"

namespace sparkify {

namespace {

// What `cluster up` found wins over the config file, which may tell of an older cluster, but not over what is
// said for this one command.
std::string text_or(const Settings& settings, std::string_view name, const std::string& found) {
  const Setting setting = settings.get(name);
  return found.empty() || setting.is_said_now() ? setting.text : found;
}

// Of a cluster that is available, or an empty one.
ClusterState known_cluster(const Settings& settings) {
  const ClusterState state = read_cluster_state(cluster_state_file(settings)).value_or(ClusterState{});
  return state.host.empty() ? ClusterState{} : state;
}

RedshiftAddress configured_address(const Settings& settings, const ClusterState& cluster) {
  RedshiftAddress address;
  address.host = text_or(settings, "db-host", cluster.host);
  if (address.host == cluster.host && !cluster.host.empty()) {
    address.port = text_or(settings, "db-port", fmt::format("{}", cluster.port));
    address.database = text_or(settings, "db-name", cluster.database);
    address.user = text_or(settings, "db-user", cluster.user);
  } else {
    address.port = settings.text("db-port");
    address.database = settings.text("db-name");
    address.user = settings.text("db-user");
  }
  const Setting password = settings.get("db-password");
  const bool is_in_file = password.place != SettingPlace::kEnvironment;
  if (is_in_file && !cluster.secret_arn.empty()) return address;  // the secret has it
  address.password = password.text;
  if (!password.text.empty() && is_in_file) {
    fmt::print(
        stderr,
        "warning: the database password at {} is used; a file in a project is no place for it: keep it "
        "in SPARKIFY_DB_PASSWORD or in Secrets Manager\n",
        password.origin);
  }
  // What projects write as the endpoint may carry port and database: host:5439/dev.
  if (const size_t slash = address.host.find('/'); slash != address.host.npos) {
    if (address.database.empty()) address.database = address.host.substr(slash + 1);
    address.host.resize(slash);
  }
  if (const size_t colon = address.host.find(':'); colon != address.host.npos) {
    if (address.port.empty()) address.port = address.host.substr(colon + 1);
    address.host.resize(colon);
  }
  return address;
}

// Of a provisioned cluster NAME.ID.REGION.redshift.amazonaws.com, of Serverless
// WORKGROUP.ACCOUNT.REGION.redshift-serverless.amazonaws.com: temporary credentials by IAM. Cluster and
// secret are asked for where their names say that they are.
DatabaseLogin find_login(AwsOptions options, const std::string& secret, const RedshiftAddress& address) {
  const std::vector<std::string> host = split(lower(address.host), '.');
  const bool is_amazons = host.size() >= 6 && host[3].starts_with("redshift") && host[4] == "amazonaws";
  if (secret.empty() && !is_amazons) {
    throw UsageError(fmt::format("no password is given for {} at {}, and the host's name is none of AWS's by "
                                 "which to ask IAM for one",
                                 address.user.empty() ? "the user" : address.user, address.host),
                     "set SPARKIFY_DB_PASSWORD, or [CLUSTER] SECRET_ARN");
  }
  const std::vector<std::string> arn = split(secret, ':');  // arn:aws:secretsmanager:REGION:...
  if (arn.size() > 3 && arn[0] == "arn") {
    options.region = arn[3];
  } else if (is_amazons && (secret.empty() || options.region.empty())) {
    options.region = host[2];
  }
  AwsClient aws(std::move(options));
  if (!secret.empty()) return read_login_secret(aws, secret);
  if (host[3] == "redshift-serverless") return RedshiftServerless(aws).credentials(host[0], address.database);
  return Redshift(aws).credentials(host[0], address.user, address.database);
}

}  // namespace

std::shared_ptr<const RedshiftOptions> redshift_options(const Settings& settings) {
  auto options = std::make_shared<RedshiftOptions>();
  const ClusterState cluster = known_cluster(settings);
  options->configured = configured_address(settings, cluster);
  options->role_arn = text_or(settings, "iam-role", cluster.role_arn);
  const Setting staging = settings.get("staging");
  options->staging = staging.text;
  options->staging_origin = staging.origin;
  const Setting manifests = settings.get("manifests");
  options->manifests = manifests.text;
  options->manifests_origin = manifests.origin;
  options->s3 = s3_options(settings);
  options->login = [aws = aws_options(settings), cluster,
                    secret = settings.text("db-secret")](const RedshiftAddress& address) {
    const bool is_administrator =
        address.host == cluster.host && (address.user.empty() || address.user == cluster.user);
    return find_login(aws, is_administrator && secret.empty() ? cluster.secret_arn : secret, address);
  };
  return options;
}

}  // namespace sparkify
