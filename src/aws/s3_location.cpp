#include "aws/s3_location.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace sparkify {

bool is_s3_location(std::string_view location) {
  return location.starts_with("s3://") || location.starts_with("s3a://");
}

S3Location parse_s3_location(const std::string& location, const std::string& origin) {
  const size_t start = is_s3_location(location) ? location.find("://") + 3 : location.size();
  const size_t slash = std::min(location.find('/', start), location.size());
  S3Location parsed{location.substr(start, slash - start),
                    slash < location.size() ? location.substr(slash + 1) : ""};
  if (parsed.bucket.empty()) {
    throw UsageError(fmt::format("{} (from {}) names no bucket", location, origin),
                     "write s3://bucket/prefix");
  }
  return parsed;
}

}  // namespace sparkify
