#include "load/replay.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "load/plan.h"
#include "scan/object_scanner.h"
#include "source/memory.h"

namespace sparkify {

namespace {

LoadOptions options_for(const Warehouse& warehouse, const LoadOptions& options, const StoredReject& reject,
                        const std::string& repaired) {
  const auto staging = std::find_if(warehouse.staging.begin(), warehouse.staging.end(),
                                    [&](const StagingFile& file) { return file.source == reject.source; });
  if (staging == warehouse.staging.end())
    throw UsageError(fmt::format("no table of this warehouse takes the source {}", reject.source),
                     "--warehouse names the one that the reject came from");
  LoadOptions own = options;
  std::erase_if(own.sources,
                [&](const LoadSource& source) { return source.name != staging->jsonpaths_source; });
  const std::string name = replay_name(reject.object, reject.record);
  own.sources.push_back({reject.source, name, "the repaired record", open_memory(name, repaired)});
  own.max_rejects = 0;
  own.reload = own.dry_run = own.keep_staging = false;
  return own;
}

// What the scanner says of the text, without a load.
std::optional<Reject> scan_one(const Warehouse& warehouse, const LoadOptions& options) {
  const Plan plan = open_sources(warehouse, options);
  const ScanSource& source = plan.sources.at(0);
  const Object object = source.store->list().at(0);
  ObjectScanner scanner(1, object.size_bytes, source.store->open(object));
  RowBatch batch(source.format.rows());
  RecordParser parser(source.format);
  ScanOutput output(batch, parser);
  while (scanner.scan_block(output)) {
  }
  if (scanner.counts().records != 1) {
    throw Error(fmt::format("the text has {} records", scanner.counts().records),
                "a reject is sent back as one JSON object");
  }
  std::vector<Reject> rejects = scanner.take_rejects();
  return rejects.empty() ? std::nullopt : std::optional(std::move(rejects[0]));
}

}  // namespace

ReplayResult replay(Engine& engine, const Warehouse& warehouse, const LoadOptions& options,
                    const StoredReject& reject, const std::string& repaired, LoadProgress& progress) {
  using enum ReplayResult::Status;
  constexpr const char* kBefore = "this reject was sent back before";
  if (reject.replayed) return {kKnown, kBefore, {}};
  const LoadOptions own = options_for(warehouse, options, reject, repaired);
  if (std::optional<Reject> again = scan_one(warehouse, own)) {
    const std::string message = again->message;
    return {kRejected, message, std::move(again)};
  }
  const LoadReport report = load(engine, warehouse, own, progress);
  if (report.load_id == 0) return {kKnown, kBefore, {}};
  const auto outcomes = report.outcomes.find(reject.source);  // none where nothing reconciles the source
  if (outcomes != report.outcomes.end()) {
    for (const auto& [outcome, records] : outcomes->second) {
      if (records > 0 && outcome != kLoadedOutcome) return {kSkipped, outcome, {}};
    }
  }
  return {kLoaded, "", {}};
}

}  // namespace sparkify
