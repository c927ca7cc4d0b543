#include "load/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <thread>
#include <tuple>

#include "base/text.h"
#include "load/plan.h"

namespace sparkify {

namespace {

constexpr uint64_t kVarcharWithoutLengthBytes = 256;

void add_key_cases(const ScanSource& source, const DriftCounts& drift, std::vector<LimitFinding>& findings) {
  for (const auto& [key, records] : drift.unknown) {
    for (const Column& column : source.format.schema.columns) {
      if (lower(key) == column.name && key != column.name)
        findings.push_back({source.name, "key_case", column.name, records, key});
    }
  }
}

}  // namespace

LimitReport check_limits(const Warehouse& redshift_warehouse, const LoadOptions& options,
                         LoadProgress& progress) {
  Plan plan = open_sources(redshift_warehouse, options);
  for (ScanSource& source : plan.sources) {
    for (Column& column : source.format.schema.columns) {
      if (column.type == ColumnType::kText && column.max_text_bytes == 0)
        column.max_text_bytes = kVarcharWithoutLengthBytes;
    }
  }
  LimitReport report;
  for (size_t i = 0; i < plan.sources.size(); ++i) {
    for (Object& object : plan.sources[i].store->list()) {
      if (plan.not_data.contains(object.name)) continue;
      progress.bytes_total += static_cast<int64_t>(object.size_bytes);
      plan.tasks.push_back({i, std::move(object), static_cast<int64_t>(plan.tasks.size())});
    }
  }
  report.objects = progress.objects_total = static_cast<int64_t>(plan.tasks.size());

  const int threads = options.threads > 0
                          ? options.threads
                          : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  SourceScan scan(plan.sources, plan.tasks, threads, options.window_bytes, progress);
  progress.phase = "checking";
  std::map<std::tuple<std::string, std::string, std::string>, LimitFinding> by_kind;
  while (scan.next_window()) {
    for (const Reject& reject : scan.take_rejects()) {
      const ScanTask& task = plan.tasks[static_cast<size_t>(reject.object_id)];
      const std::string& source = plan.sources[task.source].name;
      LimitFinding& finding = by_kind[{source, reject.column_name, reject.code}];
      if (finding.records++ > 0) continue;
      finding.source = source;
      finding.code = reject.code;
      finding.column_name = reject.column_name;
      finding.example = fmt::format("{}:{}: {}", task.object.name, reject.line, reject.message);
    }
    for (const ScannedObject& object : scan.take_ended_objects()) report.records += object.counts.records;
  }
  for (auto& [kind, finding] : by_kind) report.findings.push_back(std::move(finding));
  const std::vector<DriftCounts> drift = scan.drift();
  for (size_t i = 0; i < plan.sources.size(); ++i) add_key_cases(plan.sources[i], drift[i], report.findings);
  return report;
}

}  // namespace sparkify
