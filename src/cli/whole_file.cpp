#include "cli/whole_file.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/error.h"

namespace sparkify {

namespace fs = std::filesystem;

WholeFile::WholeFile(std::string path, const std::string& target) : path_(std::move(path)) {
  std::error_code ignored;
  if (fs::equivalent(path_, target, ignored))
    throw UsageError(fmt::format("{} is the warehouse itself", path_), "name another file");
  const bool is_device = fs::exists(path_, ignored) && !fs::is_regular_file(path_, ignored);
  if (!is_device) path_ = fs::weakly_canonical(path_, ignored).string();  // a link stays a link
  written_ = is_device ? path_ : path_ + ".part";
}

WholeFile::~WholeFile() {
  std::error_code ignored;
  if (!kept_ && written_ != path_) fs::remove(written_, ignored);
}

void WholeFile::keep() {
  std::error_code error;
  if (written_ != path_) fs::rename(written_, path_, error);
  if (error) throw Error(fmt::format("cannot write {}: {}", path_, error.message()));
  kept_ = true;
}

}  // namespace sparkify
