#pragma once
// A file that is written from its start to its end.

#include <filesystem>
#include <string_view>

namespace sparkify {

class OutputFile {
 public:
  // Makes the folders above it. All of these throw Error with what the system said.
  explicit OutputFile(std::filesystem::path path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void append(std::string_view bytes);
  void close();

 private:
  [[noreturn]] void fail() const;

  std::filesystem::path path_;
  int file_;
};

void write_file(const std::filesystem::path& path, std::string_view bytes);

}  // namespace sparkify
