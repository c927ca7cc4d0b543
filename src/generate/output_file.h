#pragma once
// A file that is written from its start to its end.

#include <filesystem>
#include <fstream>
#include <string_view>

namespace sparkify {

class OutputFile {
 public:
  // Makes the folders above it. All of these throw Error with what the system said.
  explicit OutputFile(std::filesystem::path path);
  void append(std::string_view bytes);
  void close();

 private:
  void fail_unless_good() const;

  std::filesystem::path path_;
  std::ofstream stream_;
};

void write_file(const std::filesystem::path& path, std::string_view bytes);

}  // namespace sparkify
