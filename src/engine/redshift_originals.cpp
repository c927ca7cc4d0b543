#include "engine/redshift_originals.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "base/error.h"
#include "base/text.h"
#include "engine/json_rows.h"
#include "engine/redshift_types.h"
#include "scan/record_format.h"

namespace sparkify {

namespace {

constexpr int64_t kRecordIdsOfAnObject = 1'000'000'000;
constexpr int kMostErrors = 100'000;           // that COPY goes on after
constexpr size_t kLongestFileNameBytes = 256;  // that the system tables have; blanks fill shorter ones

// docs.aws.amazon.com/redshift/latest/dg/r_Load_Error_Reference.html
std::string reject_code_of(int64_t error_code) {
  switch (error_code) {
    case 1204:
      return reject_code::kTooLong;
    case 1205:
    case 1206:
      return reject_code::kNotATimestamp;
    case 1207:
    case 1208:
    case 1209:
      return reject_code::kNotANumber;
    case 1210:
      return reject_code::kNotABoolean;
    case 1213:
      return reject_code::kRequired;
    case 1216:
      return reject_code::kSyntax;
    case 1220:
      return reject_code::kBadUtf8;
    default:
      return fmt::format("copy_{}", error_code);
  }
}

// An object as the system tables name it.
std::string file_name_of(std::string_view object) {
  const std::string_view name = cut_text(object, kLongestFileNameBytes);
  return std::string(name.substr(0, name.find_last_not_of(' ') + 1));
}

std::map<std::string, size_t> index_by_file_name(const std::vector<std::string>& objects) {
  std::map<std::string, size_t> index;
  for (size_t i = 0; i < objects.size(); ++i) {
    const auto [known, is_new] = index.emplace(file_name_of(objects[i]), i);
    if (is_new) continue;
    throw UsageError(fmt::format("Amazon Redshift would tell the first {} bytes of an object's name without "
                                 "blanks at their end, which {} and {} have in common",
                                 kLongestFileNameBytes, objects[known->second], objects[i]),
                     "set [S3] STAGING = s3://bucket/prefix, which has no such bound, or rename one of them");
  }
  return index;
}

void create_table(Engine& engine, const ObjectCopy& copy) {
  std::string columns = fmt::format("object_id BIGINT NOT NULL DEFAULT {}, record_id BIGINT IDENTITY({}, 1)",
                                    copy.first_object_id, copy.first_object_id * kRecordIdsOfAnObject + 1);
  for (size_t i = kLineageColumns; i < copy.schema.columns.size(); ++i) {
    const Column& column = copy.schema.columns[i];
    columns +=
        fmt::format(", \"{}\" {}{}", column.name, redshift_type(column), column.required ? " NOT NULL" : "");
  }
  engine.execute(fmt::format("CREATE TEMP TABLE {} ({})", copy.schema.table, columns));
}

void run_copy(Engine& engine, RedshiftStaging& manifests, const std::string& role_arn,
              const ObjectCopy& copy) {
  std::string columns;
  for (size_t i = kLineageColumns; i < copy.schema.columns.size(); ++i)
    columns += fmt::format("{}\"{}\"", columns.empty() ? "" : ", ", copy.schema.columns[i].name);
  const std::string manifest = manifests.put_manifest(copy.schema.table, copy.objects);
  engine.execute(fmt::format(
      "COPY {} ({}) FROM {} IAM_ROLE {} REGION {} MANIFEST FORMAT JSON {} {} "
      "TIMEFORMAT 'epochmillisecs' MAXERROR {} COMPUPDATE OFF STATUPDATE OFF",
      copy.schema.table, columns, redshift_literal(manifest), redshift_literal(role_arn),
      redshift_literal(manifests.region()),
      redshift_literal(copy.jsonpaths.empty() ? "auto" : copy.jsonpaths), copy.compression, kMostErrors));
  manifests.remove({manifest});
}

}  // namespace

ObjectCopyResult copy_originals(Engine& engine, RedshiftStaging& manifests, const std::string& role_arn,
                                const ObjectCopy& copy) {
  const std::map<std::string, size_t> index = index_by_file_name(copy.objects);
  create_table(engine, copy);
  run_copy(engine, manifests, role_arn, copy);
  const std::string copy_id = engine.query_value("SELECT pg_last_copy_id()");

  const auto index_of = [&](const std::string& padded) {
    const std::string name = file_name_of(padded);
    const auto found = index.find(name);
    if (found == index.end())
      throw Error(fmt::format("COPY read {}, which it was not told to", name), "the load is rolled back");
    return found->second;
  };
  ObjectCopyResult result;
  result.records.resize(copy.objects.size());
  for (const ResultRow& row :
       engine
           .query("SELECT file_name, sum(lines_scanned) FROM sys_load_detail WHERE query_id = " + copy_id +
                  " GROUP BY file_name")
           .rows) {
    result.records[index_of(row[0].value())] = std::stoll(row[1].value_or("0"));
  }
  for (const ResultRow& row :
       engine
           .query("SELECT file_name, line_number, column_name, position, error_code, error_message FROM "
                  "sys_load_error_detail WHERE query_id = " +
                  copy_id + " ORDER BY file_name, line_number")
           .rows) {
    Reject reject;
    reject.object_id = copy.first_object_id + static_cast<int64_t>(index_of(row[0].value()));
    reject.line = std::stoll(row[1].value_or("0"));
    reject.column_name = trim(row[2].value_or(""));
    reject.position = std::stoll(row[3].value_or("0"));
    reject.code = reject_code_of(std::stoll(row[4].value_or("0")));
    reject.message = trim(row[5].value_or(""));
    result.rejects.push_back(std::move(reject));
  }
  // Lines are no records where objects are written over several: then the first object stands for all.
  const int64_t records = engine.query_integer("SELECT count(*) FROM " + copy.schema.table) +
                          static_cast<int64_t>(result.rejects.size());
  if (std::accumulate(result.records.begin(), result.records.end(), int64_t{0}) != records) {
    std::fill(result.records.begin(), result.records.end(), 0);
    for (Reject& reject : result.rejects)
      ++result.records[static_cast<size_t>(reject.object_id - copy.first_object_id)];
    result.records[0] += records - static_cast<int64_t>(result.rejects.size());
  }
  const int64_t last = engine.query_integer("SELECT max(record_id) FROM " + copy.schema.table);
  const auto objects = static_cast<int64_t>(copy.objects.size());
  if (last >= (copy.first_object_id + objects) * kRecordIdsOfAnObject) {
    throw Error(fmt::format("one COPY of {} objects ran out of record ids", objects),
                "load fewer objects at a time, or set [S3] STAGING, which has no such bound");
  }
  return result;
}

}  // namespace sparkify
