#include "aws/s3_location.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace sparkify {

S3Location parse_s3_location(const std::string& location, const std::string& origin) {
  constexpr std::string_view kScheme = "s3://";
  const size_t start = location.starts_with(kScheme) ? kScheme.size() : location.size();
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
