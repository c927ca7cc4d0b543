#include "scan/block_scanner.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/error.h"
#include "scan/json_string.h"
#include "scan/json_walk.h"

namespace sparkify {

namespace {

constexpr size_t kKeptOfTooLargeBytes = 64 * 1024;  // the object, byte and length tell where the rest is

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

void ScanCounts::add(const ScanCounts& other) {
  records += other.records;
  rejects += other.rejects;
  bytes += other.bytes;
}

void require_numbers(int64_t object_id, int64_t records) {
  if (records >= kRecordsPerObject) {
    throw Error(fmt::format("object {} has over {} records", object_id, kRecordsPerObject),
                "split the object");
  }
}

BlockScanner::BlockScanner(int64_t object_id, Block& block, ScanOutput& output, const ScanPosition& before)
    : object_id_(object_id), block_(block), output_(output), before_(before) {}

ScannedBlock BlockScanner::scan() {
  scanned_.counts.bytes = block_.read_bytes;
  while (block_.at < block_.end && (block_.discarding ? discard_line() : scan_record())) {
  }
  if (block_.ends_with_record() && block_.at != block_.end)
    throw std::logic_error(fmt::format("object {}: a record goes on at byte {}, where the next was to start",
                                       object_id_, block_.byte + static_cast<int64_t>(block_.end)));
  if (!block_.damage.empty()) add_reject(block_.at, reject_code::kBadCompression, block_.damage, 0);
  return std::move(scanned_);
}

void BlockScanner::advance(size_t to) {
  scanned_.newlines += std::count(block_.text.begin() + static_cast<ptrdiff_t>(block_.at),
                                  block_.text.begin() + static_cast<ptrdiff_t>(to), '\n');
  block_.at = to;
}

// Scans one record, or stops: false where the block's bytes are used up but for the start of a record.
bool BlockScanner::scan_record() {
  const std::string_view text = block_.text;
  ColumnChunk& chunk = output_.chunk();
  while (block_.at < text.size() && is_space(text[block_.at])) {
    if (text[block_.at++] == '\n') ++scanned_.newlines;
  }
  if (block_.at == block_.end) return false;
  const size_t like_last_bytes =
      output_.parser().parse_like_last(text.substr(block_.at, kMaxRecordBytes), chunk, output_.texts());
  if (like_last_bytes > 0) {  // the usual case
    add_row();
    block_.at += like_last_bytes;
    scanned_.newlines += output_.parser().newlines_like_last();
    return true;
  }
  const char first = text[block_.at];
  const size_t line_end = std::min(text.find('\n', block_.at), text.size());
  const bool line_is_whole = line_end < text.size() || block_.last;

  if (first != '{' && first != '[') {
    if (line_end - block_.at > kMaxRecordBytes) return reject_too_large(line_end);
    if (!line_is_whole) return false;
    add_reject(
        line_end, reject_code::kNotAnObject,
        first == ',' ? "records are separated by white space, not by commas" : "a record starts with {", 0);
    advance(line_end);
    return true;
  }

  if (first == '{' && line_is_whole) {  // most others: one record, one line
    size_t end = line_end;
    while (is_space(text[end - 1])) --end;
    if (end - block_.at <= kMaxRecordBytes &&
        output_.parser().parse(text.substr(block_.at, end - block_.at), chunk, output_.texts()).kind ==
            ParseOutcome::Kind::kRow) {
      add_row();
      block_.at = line_end;
      return true;
    }
  }

  const JsonWalk walk = walk_json(text, block_.at);
  switch (walk.outcome) {
    case JsonWalk::Outcome::kNeedsMore:
      if (!block_.last && text.size() - block_.at <= kMaxRecordBytes) return false;
      return reject_broken(text.size(), "the record does not end");
    case JsonWalk::Outcome::kBroken:
      return reject_broken(walk.end, walk.message);
    case JsonWalk::Outcome::kComplete:
      break;
  }
  const std::string_view record = text.substr(block_.at, walk.end - block_.at);
  if (record.size() > kMaxRecordBytes) {
    add_reject(walk.end, reject_code::kTooLarge,
               fmt::format("{} bytes; a record may have {}", record.size(), kMaxRecordBytes), 0);
  } else {
    const ParseOutcome outcome = output_.parser().parse(record, chunk, output_.texts());
    switch (outcome.kind) {
      case ParseOutcome::Kind::kRow:
        add_row();
        break;
      case ParseOutcome::Kind::kReject:
        add_reject(walk.end, outcome.code, outcome.message, outcome.position, outcome.column);
        break;
      case ParseOutcome::Kind::kNotOneRecord:
        if (const size_t valid = valid_utf8_bytes(record); valid < record.size()) {
          add_reject(walk.end, reject_code::kBadUtf8, "bytes that are not UTF-8", valid);
        } else if (first == '[') {
          add_reject(walk.end, reject_code::kNotAnObject, "a record starts with {", 0);
        } else {
          add_reject(walk.end, reject_code::kSyntax, "nested too deeply", 0);
        }
    }
  }
  advance(walk.end);
  return true;
}

void BlockScanner::add_row() {
  ++scanned_.counts.records;
  ColumnChunk& chunk = output_.chunk();
  chunk.set(0, object_id_);
  chunk.set(1, object_id_ * kRecordsPerObject + before_.records + scanned_.counts.records);
  output_.commit_row();
}

void BlockScanner::add_reject(size_t end, const char* code, std::string message, size_t position,
                              const Column* column) {
  ++scanned_.counts.records;
  ++scanned_.counts.rejects;
  std::string_view raw = block_.text.substr(block_.at, end - block_.at);
  if (raw.size() > kMaxRecordBytes) raw = raw.substr(0, kKeptOfTooLargeBytes);
  while (!raw.empty() && is_space(raw.back())) raw.remove_suffix(1);
  scanned_.rejects.push_back(
      {object_id_, before_.records + scanned_.counts.records, line(),
       block_.byte + static_cast<int64_t>(block_.at), static_cast<int64_t>(std::min(position, raw.size())),
       column != nullptr ? column->name : "", code, std::move(message), std::string(raw)});
}

// A record that is not JSON ends with its line; where it went wrong on a later line, the lines that can only
// belong to it (indented, closing, or starting with a key) go with it. A line that starts with { never does,
// so that a record cut off in the middle does not swallow the good one after it.
bool BlockScanner::reject_broken(size_t wrong_at, const char* message) {
  const std::string_view text = block_.text;
  size_t end = std::min(text.find('\n', block_.at), text.size());
  constexpr std::string_view kEndsToken = " \t\r,:\"{}[]";
  const bool cut_off =
      text.find_first_of(kEndsToken, wrong_at) >= end;  // at the line's end, or within its last word
  while (cut_off && end + 1 < text.size()) {
    constexpr std::string_view kContinues = " \t}]\"";
    if (kContinues.find(text[end + 1]) == kContinues.npos) break;
    end = std::min(text.find('\n', end + 1), text.size());
  }
  if (end + 1 >= text.size() && !block_.last) {
    return text.size() - block_.at <= kMaxRecordBytes ? false : reject_too_large(end);
  }
  add_reject(end, cut_off ? reject_code::kTruncated : reject_code::kSyntax, message, wrong_at - block_.at);
  advance(end);
  return true;
}

// One reject, however many blocks its line goes on for.
bool BlockScanner::reject_too_large(size_t end) {
  add_reject(end, reject_code::kTooLarge, fmt::format("no end within {} bytes", kMaxRecordBytes), 0);
  advance(end);
  block_.discarding = end == block_.text.size();
  return !block_.discarding;
}

bool BlockScanner::discard_line() {
  const size_t line_end = std::min(block_.text.find('\n', block_.at), block_.text.size());
  block_.discarding = line_end == block_.text.size();
  advance(line_end);
  return !block_.discarding;
}

}  // namespace sparkify
