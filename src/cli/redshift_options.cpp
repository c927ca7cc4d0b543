#include <fmt/format.h>

#include "cli/command.h"
#include "engine/redshift.h"

namespace sparkify {

namespace {

RedshiftAddress configured_address(const Settings& settings) {
  RedshiftAddress address;
  address.host = settings.text("db-host");
  address.port = settings.text("db-port");
  address.database = settings.text("db-name");
  address.user = settings.text("db-user");
  const Setting password = settings.get("db-password");
  address.password = password.text;
  if (!password.text.empty() && password.origin.find(':') != password.origin.npos) {
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

}  // namespace

std::shared_ptr<const RedshiftOptions> redshift_options(const Settings& settings) {
  auto options = std::make_shared<RedshiftOptions>();
  options->configured = configured_address(settings);
  options->role_arn = settings.text("iam-role");
  const Setting staging = settings.get("staging");
  options->staging = staging.text;
  options->staging_origin = staging.origin;
  options->s3 = s3_options(settings);
  options->login = [](const RedshiftAddress& address) -> RedshiftLogin {
    throw UsageError(fmt::format("no password is given for {} at {}", address.user, address.host),
                     "set SPARKIFY_DB_PASSWORD");
  };
  return options;
}

}  // namespace sparkify
