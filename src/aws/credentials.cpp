#include "aws/credentials.h"

#include <fmt/format.h>

#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "aws/profile.h"
#include "base/error.h"
#include "base/text.h"
#include "net/http_client.h"

namespace sparkify {

namespace {

constexpr int64_t kExpiresSoonSeconds = 300;
constexpr int64_t kBetweenRenewalsSeconds = 30;

// Each place that was looked at, and why it had no credentials.
using Places = std::vector<std::string>;

struct Lookup {
  const Environment& environment;
  Places& places;

  std::string variable(const char* name) const {
    const char* value = environment(name);
    return value == nullptr ? "" : value;
  }
};

std::string profile_of(const Lookup& lookup) {
  const std::string profile = lookup.variable("AWS_PROFILE");
  return profile.empty() ? "default" : profile;
}

std::string home_file(const Lookup& lookup, const char* variable, const char* name) {
  const std::string given = lookup.variable(variable);
  return given.empty() ? lookup.variable("HOME") + "/.aws/" + name : given;
}

std::string value_of(const Profile& profile, std::string_view key) {
  const auto found = profile.find(key);
  return found == profile.end() ? "" : found->second;
}

std::string listed(const Places& places) { return "\n  " + join(places, "\n  "); }

std::optional<Credentials> from_environment(const Lookup& lookup) {
  Credentials found{lookup.variable("AWS_ACCESS_KEY_ID"), lookup.variable("AWS_SECRET_ACCESS_KEY"),
                    lookup.variable("AWS_SESSION_TOKEN"), "the environment"};
  if (!found.access_key_id.empty() && !found.secret_access_key.empty()) return found;
  lookup.places.emplace_back("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment");
  return std::nullopt;
}

std::optional<Credentials> from_profile(const Lookup& lookup) {
  const std::string profile = profile_of(lookup);
  for (const std::string& file : {home_file(lookup, "AWS_SHARED_CREDENTIALS_FILE", "credentials"),
                                  home_file(lookup, "AWS_CONFIG_FILE", "config")}) {
    const Profile entries = read_profile(file, profile);
    Credentials found{value_of(entries, "aws_access_key_id"), value_of(entries, "aws_secret_access_key"),
                      value_of(entries, "aws_session_token"), fmt::format("profile {} in {}", profile, file)};
    if (!found.access_key_id.empty() && !found.secret_access_key.empty()) return found;
    std::string place = found.origin;
    if (entries.empty()) place += " (not there)";
    for (const char* key : {"sso_session", "sso_start_url", "role_arn", "credential_process"}) {
      if (value_of(entries, key).empty()) continue;
      place +=
          fmt::format(" (its {} is not followed: aws configure export-credentials --format env does)", key);
      break;
    }
    lookup.places.push_back(std::move(place));
  }
  return std::nullopt;
}

// What pods of EKS have: passing it over would be to act as their node.
void refuse_web_identity(const Lookup& lookup) {
  const std::string file = lookup.variable("AWS_WEB_IDENTITY_TOKEN_FILE"),
                    role = lookup.variable("AWS_ROLE_ARN");
  if (file.empty() || role.empty()) return;
  throw Error(
      fmt::format(
          "no AWS credentials for the role {}: AWS_WEB_IDENTITY_TOKEN_FILE names the token {} for it, "
          "which is not followed",
          role, file),
      "eval \"$(aws configure export-credentials --format env)\" takes them; or use EKS Pod Identity");
}

// "" where there is none, or one that is no string.
std::string text_of(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

// What container and instance roles answer.
std::optional<Credentials> from_role_answer(const HttpResponse& response, std::string origin) {
  if (response.status != 200) return std::nullopt;
  const auto json = nlohmann::json::parse(response.body, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  Credentials found{text_of(json, "AccessKeyId"), text_of(json, "SecretAccessKey"), text_of(json, "Token"),
                    std::move(origin), parse_utc(text_of(json, "Expiration"))};
  if (found.access_key_id.empty() || found.secret_access_key.empty()) return std::nullopt;
  return found;
}

std::string answered(const HttpResponse& response) {
  return response.status == 0 ? response.failure : fmt::format("answered {}", response.status);
}

HttpClient metadata_client() { return HttpClient({1, 1000, 2000, ""}); }

std::optional<Credentials> from_container(const Lookup& lookup) {
  const std::string relative = lookup.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  const std::string url = relative.empty() ? lookup.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI")
                                           : "http://169.254.170.2" + relative;
  if (url.empty()) {
    lookup.places.emplace_back("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and _FULL_URI in the environment");
    return std::nullopt;
  }
  HttpRequest request{"GET", url, {}, ""};
  std::string token = lookup.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN");
  if (const std::string file = lookup.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"); !file.empty()) {
    std::ifstream stream(file);
    std::getline(stream, token);
  }
  if (!token.empty()) request.headers.emplace_back("Authorization", token);
  const HttpResponse response = metadata_client().fetch(request);
  auto found = from_role_answer(response, "the container's role");
  if (!found)
    lookup.places.push_back(fmt::format("the container's role at {} ({})", url, answered(response)));
  return found;
}

// IMDSv2: docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html
std::optional<Credentials> from_instance(const Lookup& lookup) {
  if (lower(lookup.variable("AWS_EC2_METADATA_DISABLED")) == "true") {
    lookup.places.emplace_back("the instance's role (AWS_EC2_METADATA_DISABLED is true)");
    return std::nullopt;
  }
  std::string endpoint = lookup.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT");
  if (endpoint.empty()) endpoint = "http://169.254.169.254";
  while (endpoint.ends_with('/')) endpoint.pop_back();
  HttpClient client = metadata_client();
  const HttpResponse token = client.fetch(
      {"PUT", endpoint + "/latest/api/token", {{"X-aws-ec2-metadata-token-ttl-seconds", "21600"}}, ""});
  HttpResponse last = token;
  if (token.status == 200) {
    const std::string roles = endpoint + "/latest/meta-data/iam/security-credentials/";
    const std::vector<std::pair<std::string, std::string>> headers = {
        {"X-aws-ec2-metadata-token", token.body}};
    last = client.fetch({"GET", roles, headers, ""});
    if (last.status == 200) {
      const std::string role(trim(last.body.substr(0, last.body.find('\n'))));
      last = client.fetch({"GET", roles + role, headers, ""});
      if (auto found = from_role_answer(last, "the instance's role " + role)) return found;
    }
  }
  lookup.places.push_back(fmt::format("the instance's role at {} ({})", endpoint, answered(last)));
  return std::nullopt;
}

}  // namespace

// Whoever chose an identity must not get another.
Credentials CredentialChain::find() const {
  Places places;
  const Lookup lookup{options_.environment, places};
  if (auto found = from_environment(lookup)) return *found;
  const std::string chosen = lookup.variable("AWS_PROFILE");
  if (chosen.empty()) refuse_web_identity(lookup);
  if (auto found = from_profile(lookup)) return *found;
  if (!chosen.empty()) {
    throw Error(
        fmt::format("no AWS credentials in the profile {} that AWS_PROFILE names; looked at{}", chosen,
                    listed(places)),
        fmt::format(
            "check the profile's name; of roles and single sign-on, take them by: eval \"$(aws configure "
            "export-credentials --profile '{}' --format env)\"",
            chosen));
  }
  if (auto found = from_container(lookup)) return *found;
  if (auto found = from_instance(lookup)) return *found;
  if (options_.configured) {
    options_.when_configured_is_used();
    return *options_.configured;
  }
  places.emplace_back("[AWS] KEY and SECRET in the config file");
  throw Error("no AWS credentials; looked at" + listed(places),
              "export AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; a public bucket needs "
              "--no-sign-request");
}

Credentials CredentialChain::get() {
  const std::lock_guard lock(mutex_);
  if (!found_) {
    found_ = find();
  } else if (const int64_t now = std::time(nullptr);
             found_->expires_at != 0 && found_->expires_at < now + kExpiresSoonSeconds && now >= renew_at_) {
    renew();
    renew_at_ = now + kBetweenRenewalsSeconds;
  }
  return *found_;
}

// Only roles' expire. Where the same role has none, those held are kept: a server says when they are refused.
void CredentialChain::renew() {
  Places places;
  const Lookup lookup{options_.environment, places};
  auto renewed = from_container(lookup);
  if (!renewed) renewed = from_instance(lookup);
  if (renewed && renewed->origin == found_->origin) found_ = std::move(renewed);
}

void CredentialChain::forget() {
  const std::lock_guard lock(mutex_);
  found_.reset();
}

std::string CredentialChain::profile_region() const {
  Places places;
  const Lookup lookup{options_.environment, places};
  return value_of(read_profile(home_file(lookup, "AWS_CONFIG_FILE", "config"), profile_of(lookup)), "region");
}

}  // namespace sparkify
