#include "source/folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/error.h"

namespace sparkify {

namespace fs = std::filesystem;

namespace {

class FileReader : public ByteReader {
 public:
  explicit FileReader(const std::string& path)
      : path_(path), file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (file_ < 0) throw Error(fmt::format("cannot open {}: {}", path_, std::strerror(errno)));
    ::posix_fadvise(file_, 0, 0, POSIX_FADV_SEQUENTIAL);
  }
  ~FileReader() override { ::close(file_); }
  FileReader(const FileReader&) = delete;
  FileReader& operator=(const FileReader&) = delete;

  size_t read(char* into, size_t capacity_bytes) override {
    for (;;) {
      const ssize_t bytes = ::read(file_, into, capacity_bytes);
      if (bytes >= 0) return static_cast<size_t>(bytes);
      if (errno != EINTR) throw Error(fmt::format("cannot read {}: {}", path_, std::strerror(errno)));
    }
  }

 private:
  std::string path_;
  int file_;
};

Object describe(const fs::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    throw Error(fmt::format("cannot look at {}: {}", path.string(), std::strerror(errno)));
  }
  return {path.string(), static_cast<uint64_t>(status.st_size),
          fmt::format("{}.{:09}", status.st_mtim.tv_sec, status.st_mtim.tv_nsec)};
}

class Folder : public ObjectStore {
 public:
  explicit Folder(fs::path root) : root_(std::move(root)) {}

  std::vector<Object> list() override {
    if (!fs::is_directory(root_)) return {describe(root_)};
    std::vector<Object> objects;
    for (auto entry =
             fs::recursive_directory_iterator(root_, fs::directory_options::follow_directory_symlink);
         entry != fs::recursive_directory_iterator(); ++entry) {
      if (entry->path().filename().string().starts_with('.')) {
        if (entry->is_directory()) entry.disable_recursion_pending();
      } else if (entry->is_regular_file()) {
        objects.push_back(describe(entry->path()));
      }
    }
    std::sort(objects.begin(), objects.end(),
              [](const Object& a, const Object& b) { return a.name < b.name; });
    return objects;
  }

  std::unique_ptr<ByteReader> open(const Object& object) override {
    return std::make_unique<FileReader>(object.name);
  }

 private:
  fs::path root_;
};

}  // namespace

std::unique_ptr<ObjectStore> open_folder(const std::string& location, const std::string& origin) {
  std::error_code error;
  const fs::path root = fs::canonical(location, error);
  if (error) {
    throw UsageError(fmt::format("cannot read {} (from {}): {}", location, origin, error.message()),
                     "give a folder or a file that exists");
  }
  return std::make_unique<Folder>(root);
}

}  // namespace sparkify
