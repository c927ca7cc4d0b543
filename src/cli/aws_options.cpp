#include <fmt/format.h>

#include "cli/command.h"

namespace sparkify {

namespace {

// Of a cluster. [S3] REGION, which --region's lookup takes too, is the buckets' and may be another.
std::string cluster_region(const Settings& settings) {
  const Setting region = settings.get("region");
  if (region.is_said_now()) return region.text;
  for (const char* key : {"dwh.dwh_region", "aws.region"}) {
    if (const std::optional<Setting> setting = settings.in_file(key)) return setting->text;
  }
  return "";
}

}  // namespace

std::shared_ptr<CredentialChain> credential_chain(const Settings& settings) {
  CredentialOptions credentials;
  credentials.environment = settings.environment();
  const std::optional<Setting> key = settings.in_file("aws.key"), secret = settings.in_file("aws.secret");
  if (key && secret) {
    credentials.configured = Credentials{key->text, secret->text, "", "[AWS] KEY at " + key->origin};
    credentials.when_configured_is_used = [origin = key->origin] {
      fmt::print(stderr,
                 "warning: the AWS key at {} is used; a file in a project is no place for keys: keep them in "
                 "~/.aws/credentials or the environment\n",
                 origin);
    };
  }
  return std::make_shared<CredentialChain>(std::move(credentials));
}

AwsOptions aws_options(const Settings& settings) {
  AwsOptions options;
  options.credentials = credential_chain(settings);
  options.region = cluster_region(settings);
  if (const auto of_buckets = settings.in_file("s3.region")) options.fallback_region = of_buckets->text;
  options.ca_bundle = settings.text("ca-bundle");
  options.environment = settings.environment();
  options.stall_timeout_ms = settings.integer("timeout") * 1000;
  if (settings.is_set("debug")) options.debug = [](std::string_view text) { fmt::print(stderr, "{}", text); };
  return options;
}

}  // namespace sparkify
