#include "generate/output_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/error.h"

namespace sparkify {

OutputFile::OutputFile(std::filesystem::path path) : path_(std::move(path)) {
  std::error_code seen_when_opening;
  std::filesystem::create_directories(path_.parent_path(), seen_when_opening);
  stream_.open(path_, std::ios::binary);
  fail_unless_good();
}

void OutputFile::append(std::string_view bytes) {
  stream_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  fail_unless_good();
}

void OutputFile::close() {
  stream_.close();
  fail_unless_good();
}

void OutputFile::fail_unless_good() const {
  if (!stream_) throw Error(fmt::format("cannot write {}: {}", path_.string(), std::strerror(errno)));
}

void write_file(const std::filesystem::path& path, std::string_view bytes) {
  OutputFile file(path);
  file.append(bytes);
  file.close();
}

}  // namespace sparkify
