// Any bytes through the scanner: no crash, every record accounted for, and on one-record inputs agreement
// with a second JSON parser on what is a record.

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>

#include "scan/object_scanner.h"

namespace {

using namespace sparkify;

class OneBuffer : public ByteReader {
 public:
  OneBuffer(const uint8_t* data, size_t size, size_t piece) : data_(data), size_(size), piece_(piece) {}
  size_t read(char* into, size_t capacity_bytes) override {
    const size_t bytes = std::min({capacity_bytes, size_ - at_, piece_});
    std::copy_n(reinterpret_cast<const char*>(data_) + at_, bytes, into);
    at_ += bytes;
    return bytes;
  }

 private:
  const uint8_t* data_;
  size_t size_, piece_, at_ = 0;
};

constexpr size_t kCompared = 5;  // columns after the lineage

RecordFormat format_of(std::vector<JsonPath> paths) {
  RecordFormat format = {{"t",
                          {{"object_id", ColumnType::kBigInt},
                           {"record_id", ColumnType::kBigInt},
                           {"a", ColumnType::kText},
                           {"b", ColumnType::kText},
                           {"n", ColumnType::kBigInt},
                           {"d", ColumnType::kDouble},
                           {"t", ColumnType::kTimestamp}}},
                         std::move(paths)};
  if (format.paths.size() > kCompared) format.schema.columns.push_back({"more", ColumnType::kText});
  return format;
}

const RecordFormat kFlat = format_of({{"a"}, {"b"}, {"n"}, {"d"}, {"t"}});
const RecordFormat kLookedUp =
    format_of({{"a"}, {"b"}, {"n"}, {"d"}, {"t"}, {size_t{0}}});  // which no object has
const RecordFormat kNested = format_of({{"a", "b"}, {"b", size_t{0}}, {"n", "a", "n"}, {"d"}, {"t"}, {"n"}});

struct Outcome {
  int64_t rows, rejects;
  std::string codes;
  std::string lines;  // of the rejects
  std::string values;
};

Outcome scan(const RecordFormat& format, const uint8_t* data, size_t size, size_t hint, size_t piece,
             int64_t lines_before = 0) {
  RowBatch batch(format.schema);
  RecordParser parser(format);
  ScanOutput output(batch, parser);
  ObjectScanner scanner(1, hint, std::make_unique<OneBuffer>(data, size, piece));
  while (scanner.scan_block(output)) {
  }
  output.give_rows();
  Outcome outcome{static_cast<int64_t>(batch.rows()), 0, "", "", ""};
  for (const auto& chunk : batch.chunks()) {
    for (size_t row = 0; row < chunk->rows(); ++row) {
      for (size_t column = kLineageColumns; column < kLineageColumns + kCompared; ++column) {
        const bool is_null = chunk->is_null(column, row);
        outcome.values += is_null ? '0' : '=';
        if (!is_null && format.schema.columns[column].type == ColumnType::kText) {
          outcome.values += chunk->text(column, row);
        } else if (!is_null) {
          outcome.values += std::to_string(chunk->values<int64_t>(column)[row]);  // of a DOUBLE its bits
        }
        outcome.values += '\0';
      }
    }
  }
  for (const Reject& reject : scanner.take_rejects()) {
    ++outcome.rejects;
    outcome.codes += reject.code + ' ';
    outcome.lines += std::to_string(reject.line - lines_before) + ' ';
  }
  if (outcome.rows + outcome.rejects != scanner.counts().records) std::abort();
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Outcome whole = scan(kFlat, data, size, size, size + 1);
  const Outcome pieces = scan(kFlat, data, size, 0, 3);
  const std::string text(reinterpret_cast<const char*>(data), size);
  // Where compressed data is damaged, what comes out before that depends on how much is read at a time.
  const bool is_compressed = text.starts_with("\x1f\x8b") || text.starts_with("\x28\xb5\x2f\xfd") ||
                             text.substr(0, 4).ends_with("\x2a\x4d\x18");
  if (is_compressed) return 0;
  if (whole.rows != pieces.rows || whole.codes != pieces.codes || whole.lines != pieces.lines ||
      whole.values != pieces.values)
    std::abort();

  // After a record that it may share its shape with, the input means the same.
  static const std::vector<std::string> befores = {
      R"({"a":"","b":""})",       R"({"a": "", "b": ""})", R"({"b":"","a":""})", R"({"a":"","c":"","b":""})",
      R"({"n":1,"n":"","b":""})", "{\n \"n\": 1\n}",       R"({"n":1})",         R"({"d":1,"t":1})"};
  for (const std::string& before : befores) {
    if (text.starts_with("\xEF\xBB\xBF")) break;
    const std::string both = before + '\n' + text;
    const Outcome after =
        scan(kFlat, reinterpret_cast<const uint8_t*>(both.data()), both.size(), both.size(), both.size() + 1,
             std::count(both.begin(), both.begin() + static_cast<ptrdiff_t>(before.size()) + 1, '\n'));
    if (after.rows != whole.rows + 1 || after.codes != whole.codes || after.lines != whole.lines ||
        !after.values.ends_with(whole.values))
      std::abort();
  }

  // Values that are looked up by their paths are those that are taken as they come.
  const Outcome looked_up = scan(kLookedUp, data, size, size, size + 1);
  if (whole.rejects == 0 && (looked_up.rejects > 0 || looked_up.values != whole.values)) std::abort();
  scan(kNested, data, size, size, size + 1);

  // The input as one record: the second parser must agree, where it is an object that fits in a row.
  if (text.starts_with("\xEF\xBB\xBF") || text.find('\0') != text.npos) return 0;  // the other stops at a NUL
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos || text[first] != '{') return 0;
  const nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
  const bool is_row = whole.rows == 1 && whole.rejects == 0;
  if (json.is_discarded()) {
    // More than one record is fine, but one row alone is not.
    if (is_row) std::abort();
  } else if (static const std::set<std::string> not_for_the_row =
                 {"nul_character ", "not_an_integer ", "not_a_number ", "not_a_timestamp ", "out_of_range ",
                  "syntax "};  // nested deeper than simdjson goes
             !is_row && !not_for_the_row.contains(whole.codes)) {
    std::abort();
  }
  return 0;
}
