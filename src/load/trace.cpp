#include "load/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/error.h"
#include "base/text.h"
#include "load/record_at_line.h"
#include "scan/record_format.h"
#include "source/object.h"
#include "warehouse/keys.h"

namespace sparkify {

namespace {

struct LedgerObject {
  int64_t id;
  std::string source, name;
  Object object;
  int64_t records;
};

LedgerObject find_object(Engine& engine, const std::string& wanted) {
  constexpr const char* kSelect =
      "SELECT object_id, source, name, size_bytes, content_tag, records FROM ledger.objects WHERE {} "
      "ORDER BY is_current DESC, object_id DESC LIMIT 5";
  QueryResult found = engine.query(fmt::format(fmt::runtime(kSelect), "name = " + engine.literal(wanted)));
  if (found.rows.empty()) {
    const std::string suffix = fmt::format("right(name, {}) = {} AND is_current",
                                           std::max<size_t>(1, characters(wanted)), engine.literal(wanted));
    found = engine.query(fmt::format(fmt::runtime(kSelect), suffix));
    if (found.rows.size() > 1) {
      std::string names;
      for (const ResultRow& row : found.rows) names += "\n  " + *row[2];
      throw UsageError(fmt::format("several objects end in {}", wanted), "give more of the name:" + names);
    }
  }
  if (found.rows.empty()) {
    throw UsageError(fmt::format("the ledger has no object {}", wanted),
                     "sparkify query \"SELECT name FROM ledger.objects\" lists them");
  }
  const ResultRow& row = found.rows[0];
  return {
      std::stoll(*row[0]), *row[1], *row[2], {*row[2], std::stoull(*row[3]), *row[4]}, std::stoll(*row[5])};
}

class Tracer {
 public:
  Tracer(Engine& engine, const Warehouse& warehouse, const S3Options& s3)
      : engine_(engine), warehouse_(warehouse), s3_(s3) {}

  Trace run(const std::string& wanted, int64_t line) {
    const LedgerObject object = find_object(engine_, wanted);
    trace_.object = object.name;
    trace_.object_id = object.id;
    trace_.line = line;
    RejectFilter filter;
    filter.object_id = object.id;
    filter.line = line;
    filter.limit = 1;
    std::vector<StoredReject> rejects = stored_rejects(engine_, filter);
    if (!rejects.empty()) {
      follow_reject(std::move(rejects[0]));
    } else if (find_record(object, line)) {
      follow_record(object);
    }
    return std::move(trace_);
  }

 private:
  void follow_reject(StoredReject reject) {
    trace_.record = reject.record;
    trace_.status = Trace::Status::kRejected;
    trace_.reason = reject.code + ": " + reject.message;
    if (reject.replayed) {
      const LedgerObject repaired = find_object(engine_, replay_name(reject.object, reject.record));
      trace_.reason += "; sent back repaired";
      add_rows(repaired.id * kRecordsPerObject + 1);
    }
    trace_.reject = std::move(reject);
  }

  // False, with the reason, where the line's record is not known.
  bool find_record(const LedgerObject& object, int64_t line) {
    if (object.name.starts_with("replay:")) {
      trace_.record = 1;
      return true;
    }
    RecordAtLine found;
    try {
      const std::shared_ptr<ObjectStore> store = open_store(object.name, "the ledger", s3_);
      const std::vector<Object> listed = store->list();
      const auto now = std::find_if(listed.begin(), listed.end(),
                                    [&](const Object& candidate) { return candidate.name == object.name; });
      if (now == listed.end()) throw Error(object.name + " is no longer there");
      if (now->size_bytes != object.object.size_bytes || now->tag != object.object.tag)
        trace_.reason = "the object has changed since it was loaded, so its lines may have moved";
      found = record_at_line(*store, *now, line);
    } catch (const Error& error) {
      trace_.reason = fmt::format("the object is not readable, so its lines are not known: {}", error.what());
      return false;
    }
    trace_.record = found.record;
    if (found.is_first_line) text_ = std::move(found.text);
    if (found.record == 0) trace_.reason = fmt::format("the object has no record at line {}", line);
    return found.record > 0;
  }

  void follow_record(const LedgerObject& object) {
    add_rows(object.id * kRecordsPerObject + trace_.record);
    if (!trace_.rows.empty()) {
      trace_.status = Trace::Status::kLoaded;
      return;
    }
    std::string skipped;
    int64_t loaded = 0;
    for (const ResultRow& row :
         engine_
             .query(fmt::format("SELECT outcome, sum(records) FROM ledger.outcomes WHERE object_id = {} "
                                "GROUP BY outcome HAVING sum(records) > 0 ORDER BY outcome",
                                object.id))
             .rows) {
      if (row[0] == kLoadedOutcome) {
        loaded = std::stoll(*row[1]);
      } else {
        skipped += (skipped.empty() ? "" : ", or ") + *row[0];
      }
    }
    const bool tells_rows = loaded > 0 && has_lineage(object.id);
    if (loaded > 0 && !tells_rows) {  // tables that keep no record numbers
      add_rows_by_key(object.source);
      trace_.status = Trace::Status::kLoaded;
      if (!skipped.empty()) trace_.reason = "unless it was skipped: " + skipped;
    } else {
      trace_.status = skipped.empty() ? Trace::Status::kUnknown : Trace::Status::kSkipped;
      trace_.reason = skipped.empty() ? "no table has a row of it any more" : skipped;
      add_rows_by_key(object.source);
    }
  }

  bool has_lineage(int64_t object_id) {
    for (const TableFile& table : warehouse_.star) {
      for (const std::string& column : table.lineage) {
        if (!engine_
                 .query(fmt::format("SELECT {0} FROM {1} WHERE {0} BETWEEN {2} AND {3} LIMIT 1", column,
                                    table.name, object_id * kRecordsPerObject,
                                    (object_id + 1) * kRecordsPerObject))
                 .rows.empty())
          return true;
      }
    }
    return false;
  }

  void add_rows(int64_t record_id) {
    for (const TableFile& table : warehouse_.star) {
      for (const std::string& column : table.lineage) add(table.name, column, std::to_string(record_id));
    }
    const size_t from_record = trace_.rows.size();
    for (size_t i = 0; i < from_record; ++i) {
      const TracedRow row = trace_.rows[i];  // a copy: more rows are added meanwhile
      for (size_t c = 0; c < row.rows.columns.size(); ++c) {
        if (row.rows.rows[0][c]) add_referred(row.rows.columns[c].name, *row.rows.rows[0][c], row.table);
      }
    }
  }

  // The rows whose keys stand in the record itself, under the columns' names.
  void add_rows_by_key(const std::string& source) {
    const auto staging = std::find_if(warehouse_.staging.begin(), warehouse_.staging.end(),
                                      [&](const StagingFile& file) { return file.source == source; });
    if (staging == warehouse_.staging.end() || !staging->jsonpaths_source.empty()) return;
    nlohmann::json record;
    try {
      std::istringstream(text_) >> record;
    } catch (const nlohmann::json::exception&) {
      return;  // it starts before this line
    }
    if (!record.is_object()) return;
    for (const auto& [key, value] : record.items()) {
      if (value.is_primitive() && !value.is_null())
        add_referred(key, value.is_string() ? value.get<std::string>() : value.dump(), "");
    }
  }

  void add_referred(const std::string& column, const std::string& value, const std::string& from) {
    for (const auto& [table, key] : declared_keys(warehouse_)) {
      if (table != from && key == column) add(table, key, value);
    }
  }

  void add(const std::string& table, const std::string& column, const std::string& value) {
    QueryResult rows =
        engine_.query(fmt::format("SELECT * FROM {} WHERE {} = {}", table, column, engine_.literal(value)));
    const bool known = std::any_of(trace_.rows.begin(), trace_.rows.end(),
                                   [&](const TracedRow& row) { return row.table == table; });
    if (!rows.rows.empty() && !known) trace_.rows.push_back({table, std::move(rows)});
  }

  Engine& engine_;
  const Warehouse& warehouse_;
  const S3Options& s3_;
  Trace trace_;
  std::string text_;  // of the object from the record on
};

}  // namespace

const char* status_name(Trace::Status status) {
  switch (status) {
    case Trace::Status::kLoaded:
      return "loaded";
    case Trace::Status::kSkipped:
      return "skipped";
    case Trace::Status::kRejected:
      return "rejected";
    case Trace::Status::kUnknown:
      break;
  }
  return "unknown";
}

Trace trace(Engine& engine, const Warehouse& warehouse, const S3Options& s3, const std::string& object,
            int64_t line) {
  return Tracer(engine, warehouse, s3).run(object, line);
}

}  // namespace sparkify
