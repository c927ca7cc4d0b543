#include "support/data_set.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace sparkify::test {

namespace fs = std::filesystem;

TempFolder::TempFolder() {
  std::string name = (fs::temp_directory_path() / "sparkify-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) std::abort();
  path_ = name;
}

TempFolder::~TempFolder() { fs::remove_all(path_); }

std::string read_file(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

void write_file(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

LoadOptions load_options(const fs::path& data) {
  LoadOptions options;
  options.threads = 2;
  options.sources = {{"log_data", (data / "log_data").string(), "test"},
                     {"song_data", (data / "song_data").string(), "test"},
                     {"log_jsonpath", (data / "log_json_path.json").string(), "test"}};
  return options;
}

LoadReport load_into(const std::string& target, const LoadOptions& options) {
  const std::unique_ptr<Engine> engine = open_engine(target, {});
  LoadProgress progress;
  return load(*engine, read_warehouse("", engine->dialect()), options, progress);
}

namespace {

EngineOptions read_only() {
  EngineOptions options;
  options.read_only = true;
  return options;
}

}  // namespace

std::string star_of(const std::string& target) {
  const std::unique_ptr<Engine> engine = open_engine(target, read_only());
  std::string star;
  for (const char* select :
       {"SELECT start_time, user_id, level, song_id, artist_id, session_id, location, user_agent, "
        "item_in_session "
        "FROM songplays ORDER BY ALL",
        "SELECT * FROM users ORDER BY ALL", "SELECT * FROM songs ORDER BY ALL",
        "SELECT * FROM artists ORDER BY ALL", "SELECT * FROM time ORDER BY ALL",
        "SELECT p.start_time, p.user_id, p.session_id, p.item_in_session, u.title, u.artist_name, u.length "
        "FROM unmatched_plays u JOIN songplays p USING (songplay_id) ORDER BY ALL"}) {
    star += std::string(select) + '\n';
    for (const ResultRow& row : engine->query(select).rows) {
      for (const auto& cell : row) star += cell.value_or("NULL") + '|';
      star += '\n';
    }
  }
  return star;
}

int64_t count(const std::string& target, const std::string& sql) {
  return open_engine(target, read_only())->query_integer(sql);
}

int run_program(const std::vector<std::string>& arguments,
                const std::map<std::string, std::string>& environment) {
  const pid_t child = ::fork();
  if (child == 0) {
    for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
    const int nowhere = ::open("/dev/null", O_RDWR);
    ::dup2(nowhere, STDOUT_FILENO);
    ::dup2(nowhere, STDERR_FILENO);
    std::vector<char*> argv = {const_cast<char*>(SPARKIFY_PROGRAM)};
    for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    ::execv(SPARKIFY_PROGRAM, argv.data());
    ::_exit(127);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace sparkify::test
