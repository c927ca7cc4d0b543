#include "load/outcomes.h"

#include <fmt/format.h>

#include <set>

#include "base/error.h"

namespace sparkify {

namespace {

const ScanTask& task_of(const Plan& plan, int64_t object_id) {
  return plan.tasks[static_cast<size_t>(object_id - plan.tasks.front().object_id)];
}

// An older object's play gives way to a newer version, which is an outcome of that object.
bool is_of_this_load(const Plan& plan, int64_t object_id) {
  return object_id >= plan.tasks.front().object_id;
}

}  // namespace

void Outcomes::add(int64_t object_id, const std::string& outcome, int64_t records) {
  records_[{object_id, outcome}] += records;
}

int64_t Outcomes::standing_for(int64_t object_id) const {
  const auto found = stands_for_.find(object_id);
  return found == stands_for_.end() ? object_id : found->second;
}

std::vector<Outcome> Outcomes::all() const {
  std::vector<Outcome> outcomes;
  for (const auto& [key, records] : records_) {
    if (records != 0) outcomes.push_back({key.first, key.second, records});
  }
  return outcomes;
}

std::map<std::string, std::map<std::string, int64_t>> Outcomes::by_source(const Plan& plan) const {
  std::map<std::string, std::map<std::string, int64_t>> sums;
  for (const auto& [key, records] : records_) {
    if (is_of_this_load(plan, key.first))
      sums[plan.sources[task_of(plan, key.first).source].name][key.second] += records;
  }
  return sums;
}

void Outcomes::prove(const Plan& plan, const Warehouse& warehouse,
                     const std::vector<ScannedObject>& scanned) const {
  std::map<int64_t, int64_t> staged, accounted;  // by the object that stands for others
  for (const auto& [key, records] : records_) {
    if (is_of_this_load(plan, key.first)) accounted[standing_for(key.first)] += records;
  }
  for (const ScannedObject& object : scanned)
    staged[standing_for(object.object_id)] += object.counts.records - object.counts.rejects;
  std::set<std::string> reconciled;
  for (const TableFile& table : warehouse.star) {
    for (const LoadStep& step : table.load) reconciled.insert(step.reconciles);
  }
  for (const auto& [object_id, records] : staged) {
    const ScanTask& task = task_of(plan, object_id);
    if (!reconciled.contains(plan.sources[task.source].format.schema.table)) continue;
    if (records == accounted[object_id]) continue;
    throw Error(fmt::format("{}: {} records were staged but {} are accounted for; the load is rolled back",
                            task.object.name, records, accounted[object_id]),
                "the --@reconcile SELECT of the warehouse and its --@load statements disagree");
  }
}

}  // namespace sparkify
