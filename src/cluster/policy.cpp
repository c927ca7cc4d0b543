#include "cluster/policy.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace sparkify {

namespace {

using nlohmann::json;

std::string document(const json& statements) {
  return json{{"Version", "2012-10-17"}, {"Statement", statements}}.dump();
}

}  // namespace

std::string trust_policy(const std::vector<std::string>& services) {
  return document(
      {{{"Effect", "Allow"}, {"Principal", {{"Service", services}}}, {"Action", "sts:AssumeRole"}}});
}

std::string s3_policy(const std::vector<S3Place>& places, const std::string& partition) {
  std::map<std::string, std::set<std::string>> prefixes;  // by bucket
  std::set<std::string> readable, writable, buckets;
  for (const S3Place& place : places) {
    const std::string bucket = fmt::format("arn:{}:s3:::{}", partition, place.bucket);
    const std::string pattern = fmt::format("{}{}", place.key, place.is_prefix ? "*" : "");
    (place.may_write ? writable : readable).insert(fmt::format("{}/{}", bucket, pattern));
    prefixes[bucket].insert(pattern);
    buckets.insert(bucket);
  }
  if (places.empty()) return "";
  json statements = {{{"Effect", "Allow"}, {"Action", "s3:GetBucketLocation"}, {"Resource", buckets}}};
  if (!readable.empty())
    statements.push_back({{"Effect", "Allow"}, {"Action", "s3:GetObject"}, {"Resource", readable}});
  if (!writable.empty()) {
    statements.push_back({{"Effect", "Allow"},
                          {"Action", {"s3:GetObject", "s3:PutObject", "s3:DeleteObject"}},
                          {"Resource", writable}});
  }
  for (const auto& [bucket, patterns] : prefixes) {
    statements.push_back({{"Effect", "Allow"},
                          {"Action", "s3:ListBucket"},
                          {"Resource", bucket},
                          {"Condition", {{"StringLike", {{"s3:prefix", patterns}}}}}});
  }
  return document(statements);
}

std::string pause_policy(const std::string& cluster_arn) {
  return document({{{"Effect", "Allow"}, {"Action", "redshift:PauseCluster"}, {"Resource", cluster_arn}}});
}

}  // namespace sparkify
