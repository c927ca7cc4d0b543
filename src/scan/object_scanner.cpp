#include "scan/object_scanner.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/error.h"
#include "scan/json_walk.h"
#include "source/decompress.h"

namespace sparkify {

namespace {

constexpr size_t kBlockBytes = 256 * 1024;
constexpr size_t kKeptOfTooLargeBytes = 64 * 1024;  // the object, byte and length tell where the rest is
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

struct ObjectScanner::Block {
  std::string_view text;
  size_t at = 0;      // the next byte to scan
  bool last = false;  // the object ends with this block
};

ObjectScanner::ObjectScanner(int64_t object_id, uint64_t size_bytes, std::unique_ptr<ByteReader> bytes)
    : object_id_(object_id), expected_bytes_(size_bytes), bytes_(decompress(std::move(bytes))) {}

std::vector<Reject> ObjectScanner::take_rejects() { return std::exchange(rejects_, {}); }

void ObjectScanner::read_block(Block& block, std::vector<char>& buffer) {
  // One byte more than expected, so that a small object's end is seen in its first block.
  const size_t fresh_bytes = std::clamp<size_t>(expected_bytes_ + 1, 512, kBlockBytes);
  const size_t capacity = carry_.size() + fresh_bytes;
  buffer.resize(std::max(buffer.size(), capacity + RecordParser::kPaddingBytes));
  std::memcpy(buffer.data(), carry_.data(), carry_.size());
  size_t size = carry_.size();
  carry_.clear();
  try {
    while (size < capacity && !block.last) {
      const size_t read = bytes_->read(buffer.data() + size, capacity - size);
      size += read;
      counts_.bytes += static_cast<int64_t>(read);
      block.last = read == 0;
    }
  } catch (const BadCompression& damage) {
    damage_ = damage.what();
    block.last = true;
  }
  expected_bytes_ = kBlockBytes;
  std::memset(buffer.data() + size, ' ', RecordParser::kPaddingBytes);
  block.text = {buffer.data(), size};
  if (byte_ == 0 && block.text.starts_with(kByteOrderMark)) block.at = kByteOrderMark.size();
}

bool ObjectScanner::scan_block(ScanOutput& output) {
  if (ended_) return false;
  Block block;
  read_block(block, output.buffer);
  if (!output.chunk) output.chunk = output.batch.new_chunk(*output.texts);
  while (discarding_ ? discard_line(block) : scan_record(block, output)) {
  }
  carry_.assign(block.text.substr(block.at));
  byte_ += static_cast<int64_t>(block.at);
  if (!block.last) return true;
  ended_ = true;
  if (!damage_.empty()) {
    add_reject(block, block.at, reject_code::kBadCompression, damage_, 0);
  }
  return false;
}

void ObjectScanner::advance(Block& block, size_t to) {
  line_ += std::count(block.text.begin() + static_cast<ptrdiff_t>(block.at),
                      block.text.begin() + static_cast<ptrdiff_t>(to), '\n');
  block.at = to;
}

// Scans one record, or stops: false where the block's bytes are used up but for the start of a record.
bool ObjectScanner::scan_record(Block& block, ScanOutput& output) {
  const std::string_view text = block.text;
  while (block.at < text.size() && is_space(text[block.at])) {
    if (text[block.at++] == '\n') ++line_;
  }
  if (block.at == text.size()) return false;
  const size_t like_last_bytes =
      output.parser.parse_like_last(text.substr(block.at, kMaxRecordBytes), *output.chunk, *output.texts);
  if (like_last_bytes > 0) {  // the usual case
    add_row(output);
    block.at += like_last_bytes;
    line_ += output.parser.newlines_like_last();
    return true;
  }
  const char first = text[block.at];
  const size_t line_end = std::min(text.find('\n', block.at), text.size());
  const bool line_is_whole = line_end < text.size() || block.last;

  if (first != '{' && first != '[') {
    if (!line_is_whole && text.size() - block.at <= kMaxRecordBytes) return false;
    add_reject(
        block, line_end, reject_code::kNotAnObject,
        first == ',' ? "records are separated by white space, not by commas" : "a record starts with {", 0);
    advance(block, line_end);
    return true;
  }

  if (first == '{' && line_is_whole) {  // most others: one record, one line
    size_t end = line_end;
    while (is_space(text[end - 1])) --end;
    if (end - block.at <= kMaxRecordBytes &&
        output.parser.parse(text.substr(block.at, end - block.at), *output.chunk, *output.texts).kind ==
            ParseOutcome::Kind::kRow) {
      add_row(output);
      block.at = line_end;
      return true;
    }
  }

  const JsonWalk walk = walk_json(text, block.at);
  switch (walk.outcome) {
    case JsonWalk::Outcome::kNeedsMore:
      if (!block.last && text.size() - block.at <= kMaxRecordBytes) return false;
      return reject_broken(block, text.size(), "the record does not end");
    case JsonWalk::Outcome::kBroken:
      return reject_broken(block, walk.end, walk.message);
    case JsonWalk::Outcome::kComplete:
      break;
  }
  const std::string_view record = text.substr(block.at, walk.end - block.at);
  if (record.size() > kMaxRecordBytes) {
    add_reject(block, walk.end, reject_code::kTooLarge,
               fmt::format("{} bytes; a record may have {}", record.size(), kMaxRecordBytes), 0);
  } else {
    const ParseOutcome outcome = output.parser.parse(record, *output.chunk, *output.texts);
    switch (outcome.kind) {
      case ParseOutcome::Kind::kRow:
        add_row(output);
        break;
      case ParseOutcome::Kind::kReject:
        add_reject(block, walk.end, outcome.code, outcome.message, outcome.position, outcome.column);
        break;
      case ParseOutcome::Kind::kNotOneRecord:
        if (const size_t valid = valid_utf8_bytes(record); valid < record.size()) {
          add_reject(block, walk.end, reject_code::kBadUtf8, "bytes that are not UTF-8", valid);
        } else if (first == '[') {
          add_reject(block, walk.end, reject_code::kNotAnObject, "a record starts with {", 0);
        } else {
          add_reject(block, walk.end, reject_code::kSyntax, "nested too deeply", 0);
        }
    }
  }
  advance(block, walk.end);
  return true;
}

void ObjectScanner::add_row(ScanOutput& output) {
  if (++counts_.records >= kRecordsPerObject) {
    throw Error(fmt::format("object {} has over {} records", object_id_, kRecordsPerObject),
                "split the object");
  }
  output.chunk->set(0, object_id_);
  output.chunk->set(1, object_id_ * kRecordsPerObject + counts_.records);
  output.chunk->commit_row();
  if (output.chunk->full()) {
    output.batch.add(std::move(output.chunk));
    output.chunk = output.batch.new_chunk(*output.texts);
  }
}

void ObjectScanner::add_reject(const Block& block, size_t end, const char* code, std::string message,
                               size_t position, const Column* column) {
  ++counts_.records;
  ++counts_.rejects;
  std::string_view raw = block.text.substr(block.at, end - block.at);
  if (raw.size() > kMaxRecordBytes) raw = raw.substr(0, kKeptOfTooLargeBytes);
  while (!raw.empty() && is_space(raw.back())) raw.remove_suffix(1);
  rejects_.push_back({object_id_, counts_.records, line_, byte_ + static_cast<int64_t>(block.at),
                      static_cast<int64_t>(std::min(position, raw.size())),
                      column != nullptr ? column->name : "", code, std::move(message), std::string(raw)});
}

// A record that is not JSON ends with its line; where it went wrong on a later line, the lines that can only
// belong to it (indented, closing, or starting with a key) go with it. A line that starts with { never does,
// so that a record cut off in the middle does not swallow the good one after it.
bool ObjectScanner::reject_broken(Block& block, size_t wrong_at, const char* message) {
  const std::string_view text = block.text;
  size_t end = std::min(text.find('\n', block.at), text.size());
  constexpr std::string_view kEndsToken = " \t\r,:\"{}[]";
  const bool cut_off =
      text.find_first_of(kEndsToken, wrong_at) >= end;  // at the line's end, or within its last word
  while (cut_off && end + 1 < text.size()) {
    constexpr std::string_view kContinues = " \t}]\"";
    if (kContinues.find(text[end + 1]) == kContinues.npos) break;
    end = std::min(text.find('\n', end + 1), text.size());
  }
  if (end + 1 >= text.size() && !block.last) {
    if (text.size() - block.at <= kMaxRecordBytes) return false;
    add_reject(block, text.size(), reject_code::kTooLarge,
               fmt::format("no end within {} bytes", kMaxRecordBytes), 0);
    advance(block, text.size());
    discarding_ = true;
    return false;
  }
  add_reject(block, end, cut_off ? reject_code::kTruncated : reject_code::kSyntax, message,
             wrong_at - block.at);
  advance(block, end);
  return true;
}

bool ObjectScanner::discard_line(Block& block) {
  const size_t line_end = std::min(block.text.find('\n', block.at), block.text.size());
  discarding_ = line_end == block.text.size();
  advance(block, line_end);
  return !discarding_;
}

}  // namespace sparkify
