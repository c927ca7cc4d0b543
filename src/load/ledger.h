#pragma once
// What was loaded, kept in the warehouse itself (schema `ledger`) and written in the same transaction as the
// rows:
//   ledger.loads     one row a load
//   ledger.objects   one row an object that was loaded: its size, its tag, and what became of its records
//   ledger.outcomes  how many records of an object were loaded, or skipped and why; sums to staged
//   ledger.rejects   records that could not become rows, with their raw text
//   ledger.drift     keys that differ from what the staging tables expect
//   ledger.lock      what a load locks, in Amazon Redshift; readers of it wait

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/engine.h"
#include "load/source_scan.h"

namespace sparkify {

struct KnownObject {
  int64_t object_id;
  uint64_t size_bytes;
  std::string tag;
};

inline constexpr const char* kLoadedOutcome = "loaded";  // all others say why a record was skipped

struct Outcome {
  int64_t object_id;
  std::string outcome;
  int64_t records;
};

struct DriftEntry {
  std::string source;
  std::string key;
  std::string kind;  // unknown, missing, retyped
  int64_t records;
};

class Ledger {
 public:
  static constexpr const char* kLock = "ledger.lock";  // of engines that lock a table while a load runs

  explicit Ledger(Engine& engine) : engine_(engine) {}

  bool exists();
  void create();

  std::map<std::pair<std::string, std::string>, KnownObject>
  objects();  // the current ones, by source and name
  int64_t next_load_id();
  int64_t next_object_id();

  void add_rejects(int64_t load_id, const std::vector<Reject>& rejects);
  void add_outcomes(int64_t load_id, const std::vector<Outcome>& outcomes);
  void add_drift(int64_t load_id, const std::vector<DriftEntry>& drift);
  void add_objects(int64_t load_id, const std::vector<ScanTask>& tasks,
                   const std::vector<ScanSource>& sources, const std::vector<ScannedObject>& scanned);
  void add_load(int64_t load_id, int64_t started_us, int64_t finished_us);
  // The entries of objects that were overwritten and are loaded anew.
  void retire(const std::vector<int64_t>& object_ids);

 private:
  Engine& engine_;
};

// The keys that differ, from a source's counts. Retyped: of another JSON kind than most records of the load
// have.
std::vector<DriftEntry> drift_entries(const ScanSource& source, const DriftCounts& counts);

}  // namespace sparkify
