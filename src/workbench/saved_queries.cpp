#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/text.h"
#include "workbench/handlers.h"

namespace sparkify {

namespace fs = std::filesystem;

namespace {

// The file of a query: letters, digits, blanks, - and _ only, so that no name leads out of the folder.
fs::path file_of(const Workbench& workbench, const std::string& name) {
  constexpr size_t kLongest = 80;
  const bool fits = !name.empty() && name.size() <= kLongest && name[0] != ' ' && name.back() != ' ' &&
                    std::all_of(name.begin(), name.end(), [](unsigned char c) {
                      return std::isalnum(c) != 0 || c == ' ' || c == '-' || c == '_';
                    });
  if (!fits) {
    throw WebError(400, "this is no name for a query",
                   fmt::format("letters, digits, blanks, - and _, {} at most", kLongest));
  }
  return fs::path(workbench.options().queries_folder) / (name + ".sql");
}

WebAnswer empty_object() {
  WebAnswer answer;
  answer.body = "{}";
  return answer;
}

}  // namespace

WebAnswer get_saved(Workbench& workbench, const WebRequest&) {
  nlohmann::json json = nlohmann::json::array();
  std::error_code missing;
  for (const fs::directory_entry& entry :
       fs::directory_iterator(workbench.options().queries_folder, missing)) {
    if (!entry.is_regular_file() || entry.path().extension() != ".sql") continue;
    std::ifstream stream(entry.path());
    std::stringstream text;
    text << stream.rdbuf();
    struct stat status {};
    ::stat(entry.path().c_str(), &status);
    json.push_back({{"name", entry.path().stem().string()},
                    {"sql", text.str()},
                    {"modified", format_utc(status.st_mtime)}});
  }
  std::sort(json.begin(), json.end(), [](const auto& a, const auto& b) { return a["name"] < b["name"]; });
  WebAnswer answer;
  answer.body = json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return answer;
}

WebAnswer put_saved(Workbench& workbench, const WebRequest& request) {
  const fs::path file = file_of(workbench, request.path[1]);
  const std::string sql = request.body_text("sql");
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  const fs::path next = file.string() + ".next";
  std::ofstream stream(next, std::ios::binary);
  stream << sql;
  stream.close();
  if (stream) fs::rename(next, file, error);
  if (!stream || error)
    throw Error(
        fmt::format("cannot write {}: {}", file.string(), error ? error.message() : std::strerror(errno)));
  return empty_object();
}

WebAnswer delete_saved(Workbench& workbench, const WebRequest& request) {
  std::error_code error;
  if (!fs::remove(file_of(workbench, request.path[1]), error)) throw WebError(404, "there is no such query");
  return empty_object();
}

}  // namespace sparkify
