#include "load/ledger.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sparkify {

namespace {

// TEXT stands for the engine's longest text: what records and stores bring along has no bounds.
constexpr const char* kTables[] = {
    "CREATE SCHEMA IF NOT EXISTS ledger",
    "CREATE TABLE IF NOT EXISTS ledger.loads (load_id BIGINT NOT NULL, started_at TIMESTAMP NOT NULL, "
    "finished_at TIMESTAMP NOT NULL, program VARCHAR(64) NOT NULL)",
    "CREATE TABLE IF NOT EXISTS ledger.objects (object_id BIGINT NOT NULL, load_id BIGINT NOT NULL, "
    "source VARCHAR(128) NOT NULL, name TEXT NOT NULL, size_bytes BIGINT NOT NULL, "
    "content_tag VARCHAR(256) NOT NULL, "
    "records BIGINT NOT NULL, staged BIGINT NOT NULL, rejected BIGINT NOT NULL, is_current BOOLEAN NOT NULL)",
    "CREATE TABLE IF NOT EXISTS ledger.outcomes (load_id BIGINT NOT NULL, object_id BIGINT NOT NULL, "
    "outcome VARCHAR(256) NOT NULL, records BIGINT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS ledger.rejects (load_id BIGINT NOT NULL, object_id BIGINT NOT NULL, "
    "record BIGINT NOT NULL, line BIGINT NOT NULL, byte BIGINT NOT NULL, position BIGINT NOT NULL, "
    "column_name VARCHAR(128), code VARCHAR(32) NOT NULL, message TEXT NOT NULL, raw_text TEXT)",
    "CREATE TABLE IF NOT EXISTS ledger.drift (load_id BIGINT NOT NULL, source VARCHAR(128) NOT NULL, "
    "key TEXT NOT NULL, kind VARCHAR(16) NOT NULL, records BIGINT NOT NULL)",
};

constexpr ColumnType kInt = ColumnType::kBigInt, kText = ColumnType::kText, kTime = ColumnType::kTimestamp;

Schema schema(const char* table, std::initializer_list<std::pair<const char*, ColumnType>> columns) {
  Schema result{table, {}};
  for (const auto& [name, type] : columns) result.columns.push_back({name, type});
  return result;
}

// Bytes that are not UTF-8 become U+FFFD, so that every engine can keep the text.
std::string as_utf8(std::string_view raw) {
  std::string text;
  while (!raw.empty()) {
    const size_t valid = valid_utf8_bytes(raw);
    text += raw.substr(0, valid);
    raw.remove_prefix(valid);
    if (raw.empty()) break;
    text += "\xEF\xBF\xBD";
    raw.remove_prefix(1);
  }
  std::replace(text.begin(), text.end(), '\0', ' ');
  return text;
}

}  // namespace

bool Ledger::exists() {
  return engine_.query_integer(
             "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'ledger' AND table_name = "
             "'drift'") > 0;
}

void Ledger::create() {
  for (std::string table : kTables) {
    constexpr std::string_view kLongest = " TEXT";
    for (size_t at = table.find(kLongest); at != table.npos; at = table.find(kLongest, at))
      table.replace(at + 1, kLongest.size() - 1, engine_.longest_text_type());
    engine_.execute(table);
  }
  if (!engine_.has_lock(kLock)) engine_.make_lock(kLock);
}

std::map<std::pair<std::string, std::string>, KnownObject> Ledger::objects() {
  std::map<std::pair<std::string, std::string>, KnownObject> objects;
  EachRow rows([&](const ResultRow& row) {
    objects[{*row[0], *row[1]}] = {std::stoll(*row[2]), std::stoull(*row[3]), *row[4]};
  });
  engine_.query(
      "SELECT source, name, object_id, size_bytes, content_tag FROM ledger.objects WHERE is_current", rows);
  return objects;
}

int64_t Ledger::next_load_id() { return engine_.query_integer("SELECT max(load_id) FROM ledger.loads") + 1; }

int64_t Ledger::next_object_id() {
  return engine_.query_integer("SELECT max(object_id) FROM ledger.objects") + 1;
}

void Ledger::add_rejects(int64_t load_id, const std::vector<Reject>& rejects) {
  RowWriter rows(schema("ledger.rejects", {{"load_id", kInt},
                                           {"object_id", kInt},
                                           {"record", kInt},
                                           {"line", kInt},
                                           {"byte", kInt},
                                           {"position", kInt},
                                           {"column_name", kText},
                                           {"code", kText},
                                           {"message", kText},
                                           {"raw_text", kText}}));
  for (const Reject& reject : rejects) {
    rows.integer(load_id).integer(reject.object_id).integer(reject.record).integer(reject.line);
    rows.integer(reject.byte).integer(reject.position);
    if (reject.column_name.empty()) {
      rows.null();
    } else {
      rows.text(reject.column_name);
    }
    rows.text(reject.code).text(as_utf8(reject.message)).text(as_utf8(reject.raw)).end_row();
  }
  engine_.append(rows.finish());
}

void Ledger::add_outcomes(int64_t load_id, const std::vector<Outcome>& outcomes) {
  RowWriter rows(schema("ledger.outcomes",
                        {{"load_id", kInt}, {"object_id", kInt}, {"outcome", kText}, {"records", kInt}}));
  for (const Outcome& outcome : outcomes) {
    rows.integer(load_id).integer(outcome.object_id).text(outcome.outcome).integer(outcome.records).end_row();
  }
  engine_.append(rows.finish());
}

void Ledger::add_drift(int64_t load_id, const std::vector<DriftEntry>& drift) {
  RowWriter rows(
      schema("ledger.drift",
             {{"load_id", kInt}, {"source", kText}, {"key", kText}, {"kind", kText}, {"records", kInt}}));
  for (const DriftEntry& entry : drift) {
    rows.integer(load_id)
        .text(entry.source)
        .text(as_utf8(entry.key))
        .text(entry.kind)
        .integer(entry.records)
        .end_row();
  }
  engine_.append(rows.finish());
}

void Ledger::add_objects(int64_t load_id, const std::vector<ScanTask>& tasks,
                         const std::vector<ScanSource>& sources, const std::vector<ScannedObject>& scanned) {
  RowWriter rows(schema("ledger.objects", {{"object_id", kInt},
                                           {"load_id", kInt},
                                           {"source", kText},
                                           {"name", kText},
                                           {"size_bytes", kInt},
                                           {"content_tag", kText},
                                           {"records", kInt},
                                           {"staged", kInt},
                                           {"rejected", kInt},
                                           {"is_current", ColumnType::kBoolean}}));
  std::map<int64_t, ScanCounts> counts;
  for (const ScannedObject& object : scanned) counts[object.object_id] = object.counts;
  for (const ScanTask& task : tasks) {
    const ScanCounts& count = counts.at(task.object_id);
    rows.integer(task.object_id).integer(load_id).text(sources[task.source].name).text(task.object.name);
    rows.integer(static_cast<int64_t>(task.object.size_bytes)).text(task.object.tag);
    rows.integer(count.records)
        .integer(count.records - count.rejects)
        .integer(count.rejects)
        .boolean(true)
        .end_row();
  }
  engine_.append(rows.finish());
}

void Ledger::add_load(int64_t load_id, int64_t started_us, int64_t finished_us) {
  RowWriter rows(
      schema("ledger.loads",
             {{"load_id", kInt}, {"started_at", kTime}, {"finished_at", kTime}, {"program", kText}}));
  rows.integer(load_id).integer(started_us).integer(finished_us).text("sparkify " SPARKIFY_VERSION).end_row();
  engine_.append(rows.finish());
}

void Ledger::retire(const std::vector<int64_t>& object_ids) {
  if (object_ids.empty()) return;
  engine_.execute(fmt::format("UPDATE ledger.objects SET is_current = false WHERE object_id IN ({})",
                              fmt::join(object_ids, ", ")));
}

std::vector<DriftEntry> drift_entries(const ScanSource& source, const DriftCounts& counts) {
  std::vector<DriftEntry> entries;
  for (size_t i = 0; i < counts.columns.size(); ++i) {
    const DriftCounts::PerColumn& column = counts.columns[i];
    const auto* key = std::get_if<std::string>(&source.format.paths[i].back());
    const std::string name = key != nullptr ? *key : source.format.schema.columns[kLineageColumns + i].name;
    if (column.missing > 0) entries.push_back({source.name, name, "missing", column.missing});
    int64_t total = 0, most = 0;
    for (size_t kind = 1; kind < column.kinds.size(); ++kind) {  // 0 is null, which fits any
      total += column.kinds[kind];
      most = std::max(most, column.kinds[kind]);
    }
    if (total > most) entries.push_back({source.name, name, "retyped", total - most});
  }
  for (const auto& [key, records] : counts.unknown) entries.push_back({source.name, key, "unknown", records});
  return entries;
}

}  // namespace sparkify
