#include "load/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "load/loader.h"
#include "scan/record_format.h"
#include "warehouse/columns_read.h"

namespace sparkify {

namespace {

const LoadSource* find_source(const LoadOptions& options, const std::string& name) {
  const auto found = std::find_if(options.sources.begin(), options.sources.end(),
                                  [&](const LoadSource& source) { return source.name == name; });
  return found == options.sources.end() ? nullptr : &*found;
}

// Keys named as the columns are.
std::vector<JsonPath> auto_paths(const Schema& schema) {
  std::vector<JsonPath> paths;
  for (size_t i = kLineageColumns; i < schema.columns.size(); ++i) paths.push_back({schema.columns[i].name});
  return paths;
}

std::vector<JsonPath> read_paths(ObjectStore& store, const LoadSource& source, const Schema& schema,
                                 std::set<std::string>& not_data) {
  std::vector<Object> objects = store.list();
  const auto exact = std::find_if(objects.begin(), objects.end(),
                                  [&](const Object& object) { return object.name == source.location; });
  if (exact != objects.end()) objects = {*exact};  // the name may be a prefix of others too
  if (objects.size() != 1) {
    throw UsageError(fmt::format("{} (from {}) is not one file", source.location, source.origin),
                     source.name + " takes a jsonpaths file");
  }
  not_data.insert(objects[0].name);
  std::vector<JsonPath> paths = parse_jsonpaths(read_object(store, objects[0]), objects[0].name);
  const size_t columns = schema.columns.size() - kLineageColumns;
  if (paths.size() != columns) {
    throw UsageError(fmt::format("{} has {} paths, but {} has {} columns that come from a record",
                                 objects[0].name, paths.size(), schema.table, columns),
                     "the paths stand in the order of the columns, one each");
  }
  return paths;
}

// The ledger names objects in UTF-8.
void refuse_unless_utf8(const std::string& name) {
  if (valid_utf8_bytes(name) == name.size()) return;
  std::string shown;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    shown += byte < 0x80 ? std::string(1, c) : fmt::format("\\x{:02x}", byte);
  }
  throw Error(fmt::format("the name of the file {} is not UTF-8", shown), "rename it");
}

void refuse_unknown_sources(const Warehouse& warehouse, const LoadOptions& options) {
  std::vector<std::string> names;
  for (const StagingFile& staging : warehouse.staging) {
    names.push_back(staging.source);
    if (!staging.jsonpaths_source.empty()) names.push_back(staging.jsonpaths_source);
  }
  for (const LoadSource& source : options.sources) {
    if (std::find(names.begin(), names.end(), source.name) != names.end()) continue;
    throw UsageError(fmt::format("no table takes the source {} (from {})", source.name, source.origin),
                     did_you_mean(source.name, names, "this warehouse takes " + join(names, ", ")));
  }
}

}  // namespace

Plan open_sources(const Warehouse& warehouse, const LoadOptions& options) {
  refuse_unknown_sources(warehouse, options);
  Plan plan;
  for (const StagingFile& staging : warehouse.staging) {
    const LoadSource* source = find_source(options, staging.source);
    if (source == nullptr) continue;
    std::vector<JsonPath> paths;
    std::string jsonpaths_location;
    if (staging.jsonpaths_source.empty()) {
      paths = auto_paths(staging.schema);
    } else {
      const LoadSource* jsonpaths = find_source(options, staging.jsonpaths_source);
      if (jsonpaths == nullptr) {
        throw UsageError(
            fmt::format("the source {} needs {}, a jsonpaths file", staging.source, staging.jsonpaths_source),
            fmt::format("add --source {}=FILE", staging.jsonpaths_source));
      }
      jsonpaths_location = jsonpaths->location;
      plan.stores.push_back(open_store(jsonpaths->location, jsonpaths->origin, options.s3));
      paths = read_paths(*plan.stores.back(), *jsonpaths, staging.schema, plan.not_data);
    }
    plan.stores.push_back(source->store ? source->store
                                        : open_store(source->location, source->origin, options.s3));
    RecordFormat format{staging.schema, std::move(paths)};
    if (!options.keep_staging) format.not_kept = columns_not_read(warehouse, staging);
    plan.sources.push_back({source->name, plan.stores.back().get(), std::move(format), jsonpaths_location});
  }
  return plan;
}

Listing::Listing(const Warehouse& warehouse, const LoadOptions& options)
    : plan_(open_sources(warehouse, options)) {
  for (const ScanSource& source : plan_.sources)
    objects_.push_back(std::async(std::launch::async, [store = source.store] { return store->list(); }));
}

Plan Listing::plan(Ledger& ledger, bool reload) && {
  const auto known = ledger.objects();
  int64_t next_id = ledger.next_object_id();
  for (size_t i = 0; i < plan_.sources.size(); ++i) {
    std::vector<Object> objects = objects_[i].get();
    plan_.tasks.reserve(plan_.tasks.size() + objects.size());
    for (Object& object : objects) {
      if (plan_.not_data.contains(object.name)) continue;
      refuse_unless_utf8(object.name);
      if (const auto entry = known.find({plan_.sources[i].name, object.name}); entry != known.end()) {
        const bool same = entry->second.size_bytes == object.size_bytes && entry->second.tag == object.tag;
        if (!same) plan_.changed_objects.push_back(object.name);
        if (same || !reload) {
          ++plan_.known_objects;
          continue;
        }
        plan_.retired_objects.push_back(entry->second.object_id);
      }
      plan_.tasks.push_back({i, std::move(object), next_id++});
    }
  }
  return std::move(plan_);
}

}  // namespace sparkify
