#pragma once
// AWS credentials by the usual chain: environment, profile files, container role, instance role, and last
// KEY and SECRET of dwh.cfg. AWS_PROFILE and web identities are never passed over for what comes after them.
// docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "config/settings.h"

namespace sparkify {

struct Credentials {
  std::string access_key_id, secret_access_key;
  std::string session_token;  // empty for those that last
  std::string origin;         // where they were found, for errors; no secret
  int64_t expires_at = 0;     // seconds since 1970; 0: never
};

using Environment = Settings::Environment;

struct CredentialOptions {
  Environment environment;
  std::optional<Credentials> configured;  // KEY and SECRET of dwh.cfg
  std::function<void()> when_configured_is_used = [] {};
};

class CredentialChain {
 public:
  explicit CredentialChain(CredentialOptions options) : options_(std::move(options)) {}

  // Thread-safe; renews a role's that are about to expire, and keeps them where that fails. Throws Error,
  // listing every place looked at. May take seconds, at first and at most every 30 s from then on.
  Credentials get();
  void forget();  // those that a server refused as expired

  // The region that the profile names, or "".
  std::string profile_region() const;

 private:
  Credentials find() const;
  void renew();

  CredentialOptions options_;
  std::mutex mutex_;
  std::optional<Credentials> found_;
  int64_t renew_at_ = 0;  // not before
};

}  // namespace sparkify
