#pragma once
// s3://bucket/key, as people write where something is in S3.

#include <string>
#include <string_view>

namespace sparkify {

struct S3Location {
  std::string bucket;
  std::string key;  // or the start of keys; may be empty

  std::string url() const { return "s3://" + bucket + "/" + key; }
};

bool is_s3_location(std::string_view location);  // s3a:// too, as Hadoop writes it

// Throws UsageError, naming `origin` (where the location was configured).
S3Location parse_s3_location(const std::string& location, const std::string& origin);

}  // namespace sparkify
