#include "source/folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>

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

Object describe(const std::string& path, const struct stat& status) {
  return {path, static_cast<uint64_t>(status.st_size),
          fmt::format("{}.{:09}", status.st_mtim.tv_sec, status.st_mtim.tv_nsec)};
}

// Looks names up in open folders: by their paths from the root, many files would take twice as long.
class FolderWalk {
 public:
  // What is under `name` in the open folder `parent`, links followed, hidden files and folders left out.
  void walk(int parent, const std::string& name, const std::string& path) {
    const int file = ::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(file < 0 ? nullptr : ::fdopendir(file), ::closedir);
    if (!folder) throw Error(fmt::format("cannot read the folder {}: {}", path, std::strerror(errno)));
    enter(file, path);
    while (const dirent* entry = next_entry(folder.get(), path)) {
      if (entry->d_name[0] == '.') continue;
      const std::string entry_path = path + '/' + entry->d_name;
      struct stat status {};
      const bool is_folder = entry->d_type == DT_DIR;  // else it may be one by way of a link
      if (!is_folder && ::fstatat(file, entry->d_name, &status, 0) != 0) {
        if (errno == ENOENT) continue;  // a link to nothing
        throw Error(fmt::format("cannot look at {}: {}", entry_path, std::strerror(errno)));
      }
      if (is_folder || S_ISDIR(status.st_mode)) {
        walk(file, entry->d_name, entry_path);
      } else if (S_ISREG(status.st_mode)) {
        objects.push_back(describe(entry_path, status));
      }
    }
    within_.pop_back();
  }

  std::vector<Object> objects;

 private:
  static const dirent* next_entry(DIR* folder, const std::string& path) {
    errno = 0;
    const dirent* entry = ::readdir(folder);
    if (entry == nullptr && errno != 0)
      throw Error(fmt::format("cannot read the folder {}: {}", path, std::strerror(errno)));
    return entry;
  }

  void enter(int folder, const std::string& path) {
    struct stat status {};
    ::fstat(folder, &status);
    const std::pair id(status.st_dev, status.st_ino);
    if (std::find(within_.begin(), within_.end(), id) != within_.end())
      throw Error(fmt::format("the folder {} is inside itself, by a link", path), "remove the link");
    within_.push_back(id);
  }

  std::vector<std::pair<dev_t, ino_t>> within_;  // the folders that are open
};

class Folder : public ObjectStore {
 public:
  explicit Folder(std::string root) : root_(std::move(root)) {}

  std::vector<Object> list() override {
    struct stat status {};
    if (::stat(root_.c_str(), &status) != 0)
      throw Error(fmt::format("cannot look at {}: {}", root_, std::strerror(errno)));
    if (!S_ISDIR(status.st_mode)) return {describe(root_, status)};
    FolderWalk folder;
    folder.walk(AT_FDCWD, root_, root_);
    std::sort(folder.objects.begin(), folder.objects.end(),
              [](const Object& a, const Object& b) { return a.name < b.name; });
    return std::move(folder.objects);
  }

  std::unique_ptr<ByteReader> open(const Object& object) override {
    return std::make_unique<FileReader>(object.name);
  }

 private:
  std::string root_;
};

}  // namespace

std::unique_ptr<ObjectStore> open_folder(const std::string& location, const std::string& origin) {
  std::error_code error;
  const fs::path root = fs::canonical(location, error);
  if (error) {
    throw UsageError(fmt::format("cannot read {} (from {}): {}", location, origin, error.message()),
                     "give a folder or a file that exists");
  }
  return std::make_unique<Folder>(root.string());
}

}  // namespace sparkify
