#pragma once
// What a load has to do: the objects that the ledger does not have yet, in the order in which they are
// scanned.

#include <future>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "load/ledger.h"
#include "load/source_scan.h"
#include "source/object.h"
#include "warehouse/warehouse.h"

namespace sparkify {

struct LoadOptions;

struct Plan {
  std::vector<std::shared_ptr<ObjectStore>> stores;
  std::vector<ScanSource> sources;  // one a staging table that a source was given for
  std::set<std::string> not_data;   // jsonpaths files, which may lie among the data
  std::vector<ScanTask> tasks;      // object ids count up from the first
  int64_t known_objects = 0;
  std::vector<std::string> changed_objects;
  std::vector<int64_t> retired_objects;  // ids of older versions of objects that are loaded anew
};

// The sources alone, with nothing to do yet. Throws UsageError where one is missing or nothing takes it.
Plan open_sources(const Warehouse& warehouse, const LoadOptions& options);

// The sources, and a look at what is in them that goes on meanwhile. Throws as open_sources does.
class Listing {
 public:
  Listing(const Warehouse& warehouse, const LoadOptions& options);

  // Waits for the look, and compares it with the ledger.
  Plan plan(Ledger& ledger, bool reload) &&;

 private:
  Plan plan_;
  std::vector<std::future<std::vector<Object>>> objects_;  // one a source
};

}  // namespace sparkify
