#include "load/copy_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/error.h"

namespace sparkify {

namespace {

constexpr uint64_t kMostBytes = 100'000'000'000;  // of one COPY, so that its record ids suffice

// COPY is told, it does not look.
std::string compression_of(const std::string& name) {
  if (name.ends_with(".gz")) return "GZIP";
  if (name.ends_with(".zst")) return "ZSTD";
  return "";
}

}  // namespace

std::vector<ObjectCopyTask> plan_copies(Plan& plan) {
  if (plan.tasks.empty()) return {};
  const int64_t first_id = plan.tasks.front().object_id;
  std::stable_sort(plan.tasks.begin(), plan.tasks.end(), [](const ScanTask& a, const ScanTask& b) {
    return std::pair(a.source, compression_of(a.object.name)) <
           std::pair(b.source, compression_of(b.object.name));
  });
  std::vector<ObjectCopyTask> copies;
  size_t source = plan.sources.size();
  uint64_t bytes = 0;
  for (size_t i = 0; i < plan.tasks.size(); ++i) {
    ScanTask& task = plan.tasks[i];
    task.object_id = first_id + static_cast<int64_t>(i);
    if (!task.object.name.starts_with("s3://")) {
      throw UsageError(fmt::format("{} is not in S3, where COPY reads from", task.object.name),
                       "set [S3] STAGING = s3://bucket/prefix, and sparkify brings it there");
    }
    const std::string compression = compression_of(task.object.name);
    if (source != task.source || copies.back().copy.compression != compression || bytes > kMostBytes) {
      const ScanSource& from = plan.sources[task.source];
      copies.push_back({i, {from.format.schema, from.jsonpaths, {}, compression, task.object_id}});
      source = task.source;
      bytes = 0;
    }
    copies.back().copy.objects.push_back(task.object.name);
    bytes += task.object.size_bytes;
  }
  return copies;
}

}  // namespace sparkify
