#include "load/live_progress.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/text.h"
#include "engine/engine.h"

namespace sparkify {

namespace fs = std::filesystem;

namespace {

using namespace std::chrono_literals;

// When the process started, in ticks since boot: with the pid it names a process for good.
std::string start_of(pid_t pid) {
  std::ifstream stream(fmt::format("/proc/{}/stat", pid));
  std::stringstream text;
  text << stream.rdbuf();
  const std::string stat = text.str();
  const size_t after_name = stat.rfind(')');  // the name may hold anything
  if (after_name == stat.npos) return "";
  constexpr size_t kStartTime = 20 - 1;  // field 22 of all, counted from the state
  const std::vector<std::string> fields = split_words(stat.substr(after_name + 1));
  return fields.size() > kStartTime ? fields[kStartTime] : "";
}

std::string file_prefix(const std::string& target) {
  std::error_code ignored;  // a path that leads nowhere has no load
  const std::string name =
      is_duckdb_file(target) ? fs::weakly_canonical(target, ignored).string() : shown_target(target);
  return fmt::format("load-{:016x}-", fnv_1a(name));
}

// What the file tells, unless its process has died, which takes the file along.
nlohmann::json read_live(const fs::path& path) {
  std::ifstream stream(path);
  nlohmann::json json = nlohmann::json::parse(stream, nullptr, false);
  if (!json.is_object()) return nullptr;
  const pid_t pid = json.value("pid", 0);
  if (pid > 0 && json.value("started", "") == start_of(pid)) return json;
  std::error_code ignored;
  fs::remove(path, ignored);
  fs::remove(path.string() + ".next", ignored);
  return nullptr;
}

std::vector<fs::path> live_files(const std::string& prefix) {
  std::vector<fs::path> files;
  const std::string folder = private_folder();
  std::error_code ignored;
  if (folder.empty()) return files;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(prefix) && !name.ends_with(".next")) files.push_back(entry.path());
  }
  return files;
}

}  // namespace

std::string private_folder() {
  const char* runtime = std::getenv("XDG_RUNTIME_DIR");
  const std::string folder = runtime != nullptr && *runtime != '\0'
                                 ? std::string(runtime) + "/sparkify"
                                 : fmt::format("/tmp/sparkify-{}", ::getuid());
  ::mkdir(folder.c_str(), 0700);
  struct stat status {};
  const bool is_private = ::lstat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode) &&
                          status.st_uid == ::getuid() && (status.st_mode & 0077) == 0;
  return is_private ? folder : "";
}

LiveProgress::LiveProgress(const std::string& target, const LoadProgress& progress) : progress_(progress) {
  const std::string folder = private_folder();
  if (folder.empty()) return;
  for (const fs::path& file : live_files("load-")) read_live(file);  // removes those of the dead
  path_ = fmt::format("{}/{}{}", folder, file_prefix(target), ::getpid());
  write();
  thread_ = std::thread([this] { run(); });
}

LiveProgress::~LiveProgress() {
  if (path_.empty()) return;
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  wake_.notify_one();
  thread_.join();
  ::unlink(path_.c_str());
}

void LiveProgress::run() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, 200ms, [this] { return ended_; })) write();
}

void LiveProgress::write() const {
  const nlohmann::json json = {
      {"pid", ::getpid()},
      {"started", start_of(::getpid())},
      {"phase", progress_.phase.load()},
      {"objects_total", progress_.objects_total.load()},
      {"objects_done", progress_.objects_done.load()},
      {"bytes_total", progress_.bytes_total.load()},
      {"bytes_done", progress_.bytes_done.load()},
      {"records", progress_.records.load()},
      {"rejects", progress_.rejects.load()},
      {"seconds", std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count()}};
  const std::string next = path_ + ".next";
  std::ofstream(next) << json.dump() << '\n';
  std::rename(next.c_str(), path_.c_str());
}

std::optional<LiveLoad> live_load(const std::string& target) {
  std::optional<LiveLoad> load;
  for (const fs::path& file : live_files(file_prefix(target))) {
    const nlohmann::json json = read_live(file);
    if (json.is_null()) continue;
    const auto number = [&](const char* name) { return json.value(name, int64_t{0}); };
    if (load && load->records > number("records")) continue;  // of several that which works
    load = {json.value("phase", ""), number("objects_total"),   number("objects_done"),
            number("bytes_total"),   number("bytes_done"),      number("records"),
            number("rejects"),       json.value("seconds", 0.0)};
  }
  return load;
}

}  // namespace sparkify
