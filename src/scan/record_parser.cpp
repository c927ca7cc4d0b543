#include "scan/record_parser.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "scan/json_walk.h"
#include "scan/reject.h"

namespace sparkify {

namespace ondemand = simdjson::ondemand;

namespace {

constexpr uint8_t kUnseen = 0xFF;
constexpr size_t kShownBytes = 60;

using Kind = ParseOutcome::Kind;

std::string_view without_trailing_space(std::string_view token) {
  const size_t last = token.find_last_not_of(" \t\r\n");
  return token.substr(0, last + 1);
}

std::string shown(std::string_view text) {
  return std::string(text.substr(0, kShownBytes)) + (text.size() > kShownBytes ? "..." : "");
}

// Reads the value whole and checks it. False: not JSON. Text that had escapes is valid until the next record.
// `token` becomes the value as it stands in the record; of a nested value its bracket only.
bool read_scalar(ondemand::value value, JsonScalar& scalar, std::string_view& token) {
  const std::string_view token_and_space = value.raw_json_token();
  token = without_trailing_space(token_and_space);
  if (token.empty()) return false;
  if (token[0] != '{' &&
      token[0] != '[') {  // simdjson would skip a scalar with a colon behind it as if it were a key
    const char next = token_and_space.data()[token_and_space.size()];
    if (next != ',' && next != '}' && next != ']') return false;
  }
  switch (token[0]) {
    case '"': {
      if (token.size() < 2 || token.back() != '"') return false;
      scalar = {.kind = JsonKind::kString, .text = token.substr(1, token.size() - 2)};
      scalar.was_escaped = scalar.text.find('\\') != scalar.text.npos;
      if (!scalar.was_escaped) return true;
      return value.get_string().get(scalar.text) == simdjson::SUCCESS;
    }
    case '{':
    case '[': {
      std::string_view nested;
      if (token[0] == '{') {
        ondemand::object object;
        if (value.get_object().get(object) != simdjson::SUCCESS) return false;
        if (object.raw_json().get(nested) != simdjson::SUCCESS) return false;
      } else {
        ondemand::array array;
        if (value.get_array().get(array) != simdjson::SUCCESS) return false;
        if (array.raw_json().get(nested) != simdjson::SUCCESS) return false;
      }
      nested = without_trailing_space(nested);
      scalar = {.kind = JsonKind::kNested, .text = nested};
      const JsonWalk walk = walk_json(nested, 0);
      return walk.outcome == JsonWalk::Outcome::kComplete && walk.end == nested.size();
    }
    case 'n':
      scalar = {.kind = JsonKind::kNull, .text = token};
      return token == "null";
    case 't':
      scalar = {.kind = JsonKind::kBoolean, .text = token};
      return token == "true";
    case 'f':
      scalar = {.kind = JsonKind::kBoolean, .text = token};
      return token == "false";
    default:
      scalar = {.kind = JsonKind::kNumber, .text = token};
      return json_number_bytes(token) == token.size();
  }
}

// The value of `name`; of repeated keys the last counts.
simdjson::simdjson_result<ondemand::value> find_last(ondemand::object object, std::string_view name) {
  std::optional<size_t> last;
  size_t at = 0;
  for (auto field : object) {
    std::string_view key;
    if (const auto error = field.unescaped_key().get(key); error != simdjson::SUCCESS) return error;
    if (key == name) last = at;
    ++at;
  }
  if (!last) return simdjson::NO_SUCH_FIELD;
  if (const auto error = object.reset().error(); error != simdjson::SUCCESS) return error;
  at = 0;
  for (auto field : object) {
    if (at++ == *last) return field.value();
  }
  return simdjson::NO_SUCH_FIELD;
}

// One step of a path, from the document or from a value in it.
template <typename From>
simdjson::simdjson_result<ondemand::value> take_step(From& from, const JsonStep& step) {
  if (const auto* index = std::get_if<size_t>(&step)) return from.at(*index);
  ondemand::object object;
  if (const auto error = from.get_object().get(object); error != simdjson::SUCCESS) return error;
  return find_last(object, std::get<std::string>(step));
}

}  // namespace

struct RecordParser::Json {
  ondemand::parser parser;
};

RecordParser::RecordParser(const RecordFormat& format)
    : format_(format),
      writer_(format),
      json_(std::make_unique<Json>()),
      kinds_(format.paths.size()),
      shaped_(writer_) {
  static_assert(kPaddingBytes >= simdjson::SIMDJSON_PADDING);
  drift_.columns.resize(format.paths.size());
  for (size_t i = 0; i < format.paths.size(); ++i) {
    const JsonPath& path = format.paths[i];
    const auto* name = std::get_if<std::string>(&path.front());
    if (path.size() > 1 || name == nullptr) {
      top_level_keys_only_ = false;
      continue;
    }
    const auto known =
        std::find_if(keys_.begin(), keys_.end(), [&](const Key& key) { return key.name == *name; });
    if (known == keys_.end()) {
      keys_.push_back({*name, {i}});
    } else {
      known->columns.push_back(i);
    }
  }
}

RecordParser::~RecordParser() = default;

ParseOutcome RecordParser::parse(std::string_view record, ColumnChunk& chunk, TextPool& texts) {
  count_rows(std::exchange(rows_like_last_, 0));
  std::fill(kinds_.begin(), kinds_.end(), kUnseen);
  unknown_.clear();
  ParseOutcome outcome =
      top_level_keys_only_ ? parse_object(record, chunk, texts) : parse_paths(record, chunk, texts);
  if (outcome.kind != Kind::kRow) chunk.restart_row();
  return outcome;
}

size_t RecordParser::parse_like_last(std::string_view text, ColumnChunk& chunk, TextPool& texts) {
  const size_t bytes = shaped_.parse(text, chunk, texts, drift_);
  if (bytes > 0) ++rows_like_last_;
  return bytes;
}

const DriftCounts& RecordParser::drift() {
  count_rows(std::exchange(rows_like_last_, 0));
  return drift_;
}

ParseOutcome RecordParser::parse_object(std::string_view record, ColumnChunk& chunk, TextPool& texts) {
  bool others_may_look_like_it = true;
  shaped_.forget();
  values_.clear();
  ondemand::document document;
  ondemand::object object;
  if (json_->parser.iterate(record.data(), record.size(), record.size() + kPaddingBytes).get(document) !=
          simdjson::SUCCESS ||
      document.get_object().get(object) != simdjson::SUCCESS) {
    return {Kind::kNotOneRecord};
  }
  const char* end = record.data() + record.size();
  size_t expected = 0;
  bool has_fields = false;
  for (auto result : object) {
    has_fields = true;
    ondemand::field field;
    if (std::move(result).get(field) != simdjson::SUCCESS) return {Kind::kNotOneRecord};
    const Key* key = find_key(field.key().raw(), end, expected);
    if (key == nullptr) {
      std::string_view name;
      if (field.unescaped_key().get(name) != simdjson::SUCCESS) return {Kind::kNotOneRecord};
      const auto known =
          std::find_if(keys_.begin(), keys_.end(), [&](const Key& k) { return k.name == name; });
      if (known != keys_.end()) {
        key = &*known;
      } else {
        unknown_.emplace_back(name);
      }
    }
    JsonScalar scalar{};
    std::string_view token;
    if (!read_scalar(field.value(), scalar, token)) return {Kind::kNotOneRecord};
    if (scalar.kind == JsonKind::kNested) others_may_look_like_it = false;
    values_.push_back({token, scalar.kind, key == nullptr ? nullptr : &key->columns});
    if (key == nullptr) continue;
    for (const size_t column : key->columns) {
      if (kinds_[column] != kUnseen) {  // of repeated keys the last counts
        others_may_look_like_it = false;
        if (writer_.is_kept(column)) chunk.set_not_null(writer_.place(column));
      }
      kinds_[column] = static_cast<uint8_t>(scalar.kind);
      if (const char* code = writer_.write(column, scalar, chunk, texts))
        return refuse(code, column, scalar, static_cast<size_t>(token.data() - record.data()));
    }
  }
  if (!has_fields && walk_json(record, 0).end != record.size())
    return {Kind::kNotOneRecord};  // simdjson takes {}\0
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) return {Kind::kNotOneRecord};
  ParseOutcome outcome = finish_row(chunk);
  if (outcome.kind == Kind::kRow && others_may_look_like_it) shaped_.learn(record, values_);
  return outcome;
}

// Paths into nested values: each is looked up by itself. Slower, and rare.
ParseOutcome RecordParser::parse_paths(std::string_view record, ColumnChunk& chunk, TextPool& texts) {
  const JsonWalk walk = walk_json(record, 0);
  if (walk.outcome != JsonWalk::Outcome::kComplete || walk.end != record.size()) return {Kind::kNotOneRecord};
  ondemand::document document;
  if (json_->parser.iterate(record.data(), record.size(), record.size() + kPaddingBytes).get(document) !=
      simdjson::SUCCESS) {
    return {Kind::kNotOneRecord};
  }
  for (size_t column = 0; column < format_.paths.size(); ++column) {
    document.rewind();
    ondemand::value value;
    bool found = true, first = true;
    for (const JsonStep& step : format_.paths[column]) {
      found = (first ? take_step(document, step) : take_step(value, step)).get(value) == simdjson::SUCCESS;
      if (!found) break;
      first = false;
    }
    if (!found) continue;
    JsonScalar scalar{};
    std::string_view token;
    if (!read_scalar(value, scalar, token)) return {Kind::kNotOneRecord};
    kinds_[column] = static_cast<uint8_t>(scalar.kind);
    if (const char* code = writer_.write(column, scalar, chunk, texts))
      return refuse(code, column, scalar, static_cast<size_t>(token.data() - record.data()));
  }
  return finish_row(chunk);
}

const RecordParser::Key* RecordParser::find_key(const char* raw, const char* end, size_t& expected) {
  const auto is = [&](const Key& key) {
    const size_t size = key.name.size();
    return raw + size < end && raw[size] == '"' && std::memcmp(raw, key.name.data(), size) == 0;
  };
  if (expected < keys_.size() && is(keys_[expected])) return &keys_[expected++];
  for (size_t i = 0; i < keys_.size(); ++i) {
    if (!is(keys_[i])) continue;
    expected = i + 1;
    return &keys_[i];
  }
  return nullptr;
}

ParseOutcome RecordParser::refuse(const char* code, size_t column, const JsonScalar& scalar,
                                  size_t position) const {
  const Column& target = writer_.column(column);
  std::string message;
  if (code == reject_code::kTooLong) {
    message = fmt::format("{} bytes do not fit {} VARCHAR({})", scalar.text.size(), target.name,
                          target.max_text_bytes);
  } else if (code == reject_code::kNulCharacter) {
    message = fmt::format("\\u0000 cannot be stored in {}", target.name);
  } else if (code == reject_code::kRequired) {
    message = fmt::format("{} may not be NULL", target.name);
  } else {
    message =
        fmt::format("\"{}\" does not fit {} {}", shown(scalar.text), target.name, type_name(target.type));
  }
  return {Kind::kReject, code, &target, position, std::move(message)};
}

ParseOutcome RecordParser::finish_row(ColumnChunk& chunk) {
  for (size_t column = 0; column < kinds_.size(); ++column) {
    if (kinds_[column] != kUnseen) continue;
    const Column& target = writer_.column(column);
    if (target.required) {
      return {Kind::kReject, reject_code::kRequired, &target, 0,
              fmt::format("{} may not be NULL and the record has no value for it", target.name)};
    }
    if (writer_.is_kept(column)) chunk.set_null(writer_.place(column));
  }
  count_rows(1);
  return {Kind::kRow};
}

void RecordParser::count_rows(int64_t rows) {
  if (rows == 0) return;
  for (size_t column = 0; column < kinds_.size(); ++column) {
    DriftCounts::PerColumn& counts = drift_.columns[column];
    (kinds_[column] == kUnseen ? counts.missing : counts.kinds[kinds_[column]]) += rows;
  }
  for (const std::string& key : unknown_) drift_.unknown[key] += rows;
}

}  // namespace sparkify
