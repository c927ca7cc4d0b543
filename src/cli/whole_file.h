#pragma once
// A file that a command writes its answer to: it takes its name when it is whole, and what stood there before
// stays until then.

#include <string>

namespace sparkify {

class WholeFile {
 public:
  // Throws UsageError where `path` is `target`, the warehouse itself.
  WholeFile(std::string path, const std::string& target);
  ~WholeFile();  // removes what was not kept
  WholeFile(const WholeFile&) = delete;
  WholeFile& operator=(const WholeFile&) = delete;

  const std::string& written() const { return written_; }  // the path to write to, until keep()
  void keep();                                             // Throws Error.

 private:
  std::string path_, written_;
  bool kept_ = false;
};

}  // namespace sparkify
