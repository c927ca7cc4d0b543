#pragma once
// Folders and warehouses for tests, and a star as text to compare.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "generate/generate.h"
#include "load/loader.h"

namespace sparkify::test {

// An empty folder that is gone after the test.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

std::string read_file(const std::filesystem::path& file);
void write_file(const std::filesystem::path& file, const std::string& text);

// The options of a load of `data`, a folder laid out as `sparkify generate` does.
LoadOptions load_options(const std::filesystem::path& data);
LoadReport load_into(const std::string& target, const LoadOptions& options);

// Every row of every table of the star in a fixed order, without surrogate ids.
std::string star_of(const std::string& target);

int64_t count(const std::string& target, const std::string& sql);

// The process's exit code, or -signal.
int run_program(const std::vector<std::string>& arguments,
                const std::map<std::string, std::string>& environment = {});

}  // namespace sparkify::test
