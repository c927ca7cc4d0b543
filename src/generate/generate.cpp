#include "generate/generate.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <thread>

#include "base/error.h"
#include "generate/behaviour.h"
#include "generate/catalogue.h"
#include "generate/event_text.h"
#include "generate/expected.h"
#include "generate/faults.h"
#include "generate/output_file.h"

namespace sparkify {

namespace fs = std::filesystem;

namespace {

constexpr int64_t kMillisecond = 796;  // every ts of the real logs ends in it
constexpr const char* kKeys[] = {"artist",    "auth",  "firstName", "gender", "itemInSession", "lastName",
                                 "length",    "level", "location",  "method", "page",          "registration",
                                 "sessionId", "song",  "status",    "ts",     "userAgent",     "userId"};

int64_t parse_day_ms(const std::string& text) {
  int year = 0;
  unsigned month = 0, day = 0;
  char rest = 0;
  const int read = std::sscanf(text.c_str(), "%4d-%2u-%2u%c", &year, &month, &day, &rest);
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (read != 3 || !date.ok())
    throw UsageError(fmt::format("--start {} is no day", text), "write it as 2018-11-01");
  return std::chrono::sys_days(date).time_since_epoch().count() * kDayMs;
}

fs::path day_file(const fs::path& directory, int64_t day_ms) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day_ms / kDayMs))};
  const int year = static_cast<int>(date.year());
  const auto month = static_cast<unsigned>(date.month()), day = static_cast<unsigned>(date.day());
  return directory / "log_data" / fmt::format("{:04}", year) / fmt::format("{:02}", month) /
         fmt::format("{:04}-{:02}-{:02}-events.json", year, month, day);
}

void in_parallel(int threads, const std::function<void(int thread)>& work) {
  std::vector<std::jthread> workers;
  for (int i = 1; i < threads; ++i) workers.emplace_back(work, i);
  work(0);
}

bool earlier(const Event& a, const Event& b) {
  return std::tie(a.ts_ms, a.user, a.item) < std::tie(b.ts_ms, b.user, b.item);
}

class Generator {
 public:
  explicit Generator(const GenerateOptions& options)
      : options_(options),
        threads_(options.threads > 0 ? options.threads
                                     : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()))),
        first_ms_(parse_day_ms(options.first_day) + kMillisecond),
        end_ms_(first_ms_ - kMillisecond + options.days * kDayMs),
        catalogue_(options.songs, options.seed),
        text_(catalogue_, options.seed, first_ms_),
        seen_users_(static_cast<size_t>(options.users) + 1) {}

  GenerateSummary run() {
    const auto start = std::chrono::steady_clock::now();
    std::error_code error;
    fs::create_directories(options_.directory, error);
    if (error) {
      throw UsageError(fmt::format("cannot make {}: {}", options_.directory.string(), error.message()),
                       "name a folder that can be made");
    }
    if (!fs::is_empty(options_.directory)) {
      throw UsageError(options_.directory.string() + " is not empty", "name a new folder");
    }
    write_jsonpaths();
    summary_.bytes += catalogue_.write(options_.directory / "song_data", threads_);
    make_listeners(activity());
    for (int day = 0; day < options_.days; ++day) write_day(day);
    if (!late_.empty()) {  // those of the last day arrive the day after
      write_with_faults(options_.days + 1, day_file(options_.directory, end_ms_ + kDayMs), {}, late_,
                        expected_);
    }
    if (options_.faults) {  // which write files of several forms
      for (const fs::directory_entry& entry :
           fs::recursive_directory_iterator(options_.directory / "log_data"))
        if (entry.is_regular_file()) summary_.bytes += static_cast<int64_t>(entry.file_size());
    }
    expected_.songs = summary_.songs = options_.songs;
    expected_.artists = catalogue_.artists();
    expected_.objects += options_.songs;
    expected_.users = std::count(seen_users_.begin(), seen_users_.end(), true);
    expected_.write(options_.directory / "expected.json");
    summary_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return summary_;
  }

 private:
  void write_jsonpaths() const {
    std::vector<std::string> paths;
    for (const char* key : kKeys) paths.push_back(fmt::format("        \"$['{}']\"", key));
    write_file(options_.directory / "log_json_path.json",
               fmt::format("{{\n    \"jsonpaths\": [\n{}\n    ]\n}}", fmt::join(paths, ",\n")));
  }

  // How much more often than by themselves the users must come for the number of events that is asked for:
  // told by a sample of them.
  double activity() const {
    if (options_.events == 0) return 1;
    constexpr int64_t kSample = 2000;
    const auto users = static_cast<uint32_t>(options_.users);
    const auto sample = static_cast<uint32_t>(std::min(options_.users, kSample));
    double activity = 1;
    for (int round = 0; round < 3; ++round) {
      std::vector<Event> events;
      for (uint32_t i = 0; i < sample; ++i) {
        Listener(i, users, options_.seed, first_ms_, end_ms_, activity).advance(end_ms_, catalogue_, events);
      }
      const double all = static_cast<double>(events.size()) * users / sample;
      activity *= static_cast<double>(options_.events) / std::max(1.0, all);
    }
    return activity;
  }

  void make_listeners(double activity) {
    const auto users = static_cast<uint32_t>(options_.users);
    listeners_.reserve(users);
    for (uint32_t i = 0; i < users; ++i) {
      listeners_.emplace_back(i, users, options_.seed, first_ms_, end_ms_, activity);
    }
  }

  std::vector<Event> events_until(int64_t until_ms) {
    std::vector<std::vector<Event>> parts(static_cast<size_t>(threads_));
    in_parallel(threads_, [&](int thread) {
      std::vector<Event>& part = parts[static_cast<size_t>(thread)];
      const size_t begin = listeners_.size() * static_cast<size_t>(thread) / parts.size();
      const size_t end = listeners_.size() * static_cast<size_t>(thread + 1) / parts.size();
      for (size_t i = begin; i < end; ++i) listeners_[i].advance(until_ms, catalogue_, part);
      std::sort(part.begin(), part.end(), earlier);
    });
    std::vector<Event> events = std::move(parts[0]);
    for (size_t i = 1; i < parts.size(); ++i) {
      const auto middle = static_cast<ptrdiff_t>(events.size());
      events.insert(events.end(), parts[i].begin(), parts[i].end());
      std::inplace_merge(events.begin(), events.begin() + middle, events.end(), earlier);
    }
    return events;
  }

  void count(const std::vector<Event>& events) {
    int64_t last_play_ms = -1;
    summary_.events += static_cast<int64_t>(events.size());
    for (const Event& event : events) {
      if (event.logged_in) seen_users_[event.user] = true;
      if (event.page != Page::kNextSong) continue;
      ++summary_.plays;
      ++expected_.songplays;
      if (catalogue_.in_catalogue(event.song)) ++expected_.matched_songplays;
      if (event.ts_ms != last_play_ms) ++expected_.time;
      last_play_ms = event.ts_ms;
    }
  }

  void write_day(int day) {
    const int64_t day_ms = first_ms_ - kMillisecond + day * kDayMs;
    const std::vector<Event> events = events_until(day_ms + kDayMs);
    count(events);
    const fs::path file = day_file(options_.directory, day_ms);
    if (options_.faults) {
      std::vector<std::string> lines(events.size());
      for (size_t i = 0; i < events.size(); ++i) text_.append(events[i], lines[i]);
      write_with_faults(day, file, std::move(lines), late_, expected_);
      return;
    }
    ++expected_.objects;
    expected_.event_records += static_cast<int64_t>(events.size());
    OutputFile output(file);
    // A round of pieces at a time, one a thread, so that memory stays small on the largest days.
    constexpr size_t kPieceEvents = 16 * 1024;
    std::vector<std::string> pieces(static_cast<size_t>(threads_));
    for (size_t round = 0; round < events.size(); round += kPieceEvents * pieces.size()) {
      in_parallel(threads_, [&](int thread) {
        std::string& piece = pieces[static_cast<size_t>(thread)];
        piece.clear();
        const size_t begin = std::min(events.size(), round + static_cast<size_t>(thread) * kPieceEvents);
        const size_t end = std::min(events.size(), begin + kPieceEvents);
        for (size_t i = begin; i < end; ++i) {
          if (i > 0) piece += '\n';
          text_.append(events[i], piece);
        }
      });
      for (const std::string& piece : pieces) {
        output.append(piece);
        summary_.bytes += static_cast<int64_t>(piece.size());
      }
    }
    output.close();
  }

  const GenerateOptions& options_;
  int threads_;
  int64_t first_ms_, end_ms_;
  Catalogue catalogue_;
  EventText text_;
  std::vector<Listener> listeners_;
  std::vector<bool> seen_users_;
  std::vector<std::string> late_;
  Expected expected_;
  GenerateSummary summary_;
};

}  // namespace

GenerateSummary generate(const GenerateOptions& options) {
  if (options.users < 1 || options.days < 1 || options.songs < 1) {
    throw UsageError("users, days and songs must be 1 or more");
  }
  return Generator(options).run();
}

}  // namespace sparkify
