#pragma once
// The files of warehouse/ as they were when the binary was built (tools/embed.cmake writes the definition).

#include <string>
#include <vector>

namespace sparkify {

struct EmbeddedFile {
  std::string path;  // relative to warehouse/
  std::string text;
};

const std::vector<EmbeddedFile>& embedded_warehouse();

}  // namespace sparkify
