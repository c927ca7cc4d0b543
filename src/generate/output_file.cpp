#include "generate/output_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/error.h"

namespace sparkify {

OutputFile::OutputFile(std::filesystem::path path) : path_(std::move(path)) {
  std::error_code seen_when_opening;
  std::filesystem::create_directories(path_.parent_path(), seen_when_opening);
  constexpr int kMode = 0666;  // less the umask
  file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kMode);
  if (file_ < 0) fail();
}

OutputFile::~OutputFile() {
  if (file_ >= 0) ::close(file_);
}

void OutputFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail();
    bytes.remove_prefix(static_cast<size_t>(written));
  }
}

void OutputFile::close() {
  if (::close(std::exchange(file_, -1)) != 0) fail();
}

void OutputFile::fail() const {
  throw Error(fmt::format("cannot write {}: {}", path_.string(), std::strerror(errno)));
}

void write_file(const std::filesystem::path& path, std::string_view bytes) {
  OutputFile file(path);
  file.append(bytes);
  file.close();
}

}  // namespace sparkify
