#include "generate/faults.h"

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "generate/output_file.h"

namespace sparkify {

namespace fs = std::filesystem;

namespace {

constexpr size_t kLateLines = 5;
constexpr size_t kEvery = 20;  // each fault once in so many lines

std::string gzip(const std::string& text) {
  z_stream stream{};
  constexpr int kGzip = 16 + MAX_WBITS, kMemory = 8;
  if (::deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzip, kMemory, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    throw std::bad_alloc();
  }
  std::string bytes(::deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_out = static_cast<uInt>(bytes.size());
  ::deflate(&stream, Z_FINISH);
  bytes.resize(stream.total_out);
  ::deflateEnd(&stream);
  return bytes;
}

std::string zstd(const std::string& text) {
  std::string bytes(::ZSTD_compressBound(text.size()), '\0');
  bytes.resize(::ZSTD_compress(bytes.data(), bytes.size(), text.data(), text.size(), 3));
  return bytes;
}

std::string replaced(std::string line, std::string_view what, std::string_view by) {
  line.replace(line.find(what), what.size(), by);
  return line;
}

std::string with_ts(std::string line, std::string_view by) {  // `by` instead of "ts":1541...,
  const size_t start = line.find("\"ts\":");
  line.replace(start, line.find(',', start) + 1 - start, by);
  return line;
}

std::string join_lines(const std::vector<std::string>& lines, std::string_view separator) {
  return fmt::format("{}", fmt::join(lines, separator));
}

// Adds bad and repeated records between the lines, and lets some keys drift.
std::vector<std::string> damage(const std::vector<std::string>& lines, Expected& expected) {
  std::vector<std::string> damaged;
  const auto add_bad = [&](std::string line, const char* code) {
    damaged.push_back(std::move(line));
    ++expected.reject_codes[code];
  };
  for (size_t i = 0; i < lines.size(); ++i) {
    std::string line = lines[i];
    switch (i % kEvery) {
      case 1:
        add_bad(line.substr(0, line.size() / 2), "truncated");
        break;
      case 3:
        add_bad("<html>502 Bad Gateway</html>", "not_an_object");
        break;
      case 5:
        add_bad(replaced(line, "\"auth\":\"", "\"auth\":\"\xFF"), "bad_utf8");
        break;
      case 7:
        add_bad(with_ts(line, "\"ts\":\"yesterday\","), "not_a_timestamp");
        break;
      case 9:
        add_bad(with_ts(line, ""), "required");
        break;
      case 11:
        add_bad(replaced(line, "\"status\":", "\"status\" "), "syntax");
        break;
      case 13:
        damaged.push_back(line);  // logged twice
        ++expected.event_records;
        break;
      case 15:
        line.replace(line.size() - 1, 1, ",\"deviceId\":\"d-1\"}");
        ++expected.drift["unknown deviceId"];
        break;
      case 17:
        line.erase(1, line.find("\"firstName\"") - 1);  // without artist and auth
        if (lines[i].starts_with("{\"artist\":null")) {
          ++expected.drift["missing artist"];
          ++expected.drift["missing auth"];
        } else {
          line = lines[i];
        }
        break;
      case 19: {
        const size_t digits = line.find("\"sessionId\":") + std::string_view("\"sessionId\":").size();
        line.insert(line.find(',', digits), "\"");
        line.insert(digits, "\"");
        ++expected.drift["retyped sessionId"];
        break;
      }
      default:
        break;
    }
    damaged.push_back(std::move(line));
  }
  return damaged;
}

}  // namespace

void write_with_faults(int day, const fs::path& file, std::vector<std::string> lines,
                       std::vector<std::string>& late, Expected& expected) {
  const auto beside = [&](std::string_view ending) {
    return fs::path(file.parent_path() / file.stem()) += ending;
  };
  lines.insert(lines.begin(), late.begin(), late.end());
  late.clear();
  ++expected.objects;
  expected.event_records += static_cast<int64_t>(lines.size());
  switch (day % 10) {
    case 0: {  // pretty-printed
      for (std::string& line : lines) line = nlohmann::ordered_json::parse(line).dump(2);
      write_file(file, join_lines(lines, "\n"));
      break;
    }
    case 1: {  // two records on a line
      std::string text;
      for (size_t i = 0; i < lines.size(); ++i) text += lines[i] + (i % 2 == 0 ? " " : "\n");
      write_file(file, text);
      break;
    }
    case 2:
      write_file(beside(".json.gz"), gzip(join_lines(lines, "\n")));
      break;
    case 3:
      write_file(beside(".json.zst"), zstd(join_lines(lines, "\n")));
      break;
    case 4:
      write_file(file, join_lines(lines, "\r\n\r\n"));
      break;  // and blank lines
    case 5:
      write_file(file, "\xEF\xBB\xBF" + join_lines(lines, "\n") + "\n");
      break;
    case 6: {  // a copy under another name, an empty object, and files that are not data
      const std::string text = join_lines(lines, "\n");
      write_file(file, text);
      write_file(beside("-copy.json"), text);
      expected.event_records += static_cast<int64_t>(lines.size());
      write_file(beside("-empty.json"), "");
      expected.objects += 2;
      write_file(file.parent_path() / ".ipynb_checkpoints" / file.filename(), text);
      write_file(file.parent_path() / ".hidden", "not data");
      break;
    }
    case 7:  // its last lines arrive a day late
      while (late.size() < kLateLines && !lines.empty()) {
        late.insert(late.begin(), std::move(lines.back()));
        lines.pop_back();
        --expected.event_records;
      }
      write_file(file, join_lines(lines, "\n"));
      break;
    default:
      write_file(file, join_lines(damage(lines, expected), "\n"));
      break;
  }
}

}  // namespace sparkify
