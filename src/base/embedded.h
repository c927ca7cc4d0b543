#pragma once
// Files as they were when the binary was built (tools/embed.cmake writes the definitions).

#include <string>
#include <string_view>
#include <vector>

namespace sparkify {

struct EmbeddedFile {
  std::string path;  // relative to the folder
  std::string text;
};

const std::vector<EmbeddedFile>& embedded_warehouse();  // warehouse/
const std::vector<EmbeddedFile>& embedded_web();        // web/dist/, the workbench's page; may be empty

// nullptr where there is none of this path.
inline const std::string* embedded_file(const std::vector<EmbeddedFile>& files, std::string_view path) {
  for (const EmbeddedFile& file : files) {
    if (file.path == path) return &file.text;
  }
  return nullptr;
}

}  // namespace sparkify
