// The property that makes the warehouse trustworthy: the star is a function of the set of records. Any order,
// any split, twice, copies, late songs, small windows; and the answers the generator knows.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>

#include "support/data_set.h"

namespace sparkify::test {

namespace fs = std::filesystem;

namespace {

void make(const fs::path& directory, bool faults, uint64_t seed = 3, int threads = 2) {
  GenerateOptions options;
  options.directory = directory;
  options.users = 50;
  options.days = 22;
  options.songs = 60;
  options.seed = seed;
  options.threads = threads;
  options.faults = faults;
  generate(options);
}

std::vector<fs::path> files_below(const fs::path& root) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    const std::string path = entry.path().lexically_relative(root).string();
    if (entry.is_regular_file() && path.find("/.") == path.npos) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

TEST(Generated, FaultsAreCountedExactly) {
  const TempFolder folder;
  make(folder / "data", true);
  const std::string target = folder / "star.duckdb";
  const LoadReport report = load_into(target, load_options(folder / "data"));
  const nlohmann::json expected = nlohmann::json::parse(read_file(folder / "data" / "expected.json"));
  EXPECT_GT(report.rejects, 5);
  EXPECT_EQ(nlohmann::json(report.reject_codes), expected["reject_codes"]);
  EXPECT_EQ(report.new_objects, expected["objects"]);
  EXPECT_EQ(report.records - report.rejects,
            expected["event_records"].get<int64_t>() + expected["tables"]["songs"].get<int64_t>());
  nlohmann::json tables = nlohmann::json::object();
  for (const auto& [table, rows] : report.tables) tables[table] = rows;
  EXPECT_EQ(tables, expected["tables"]);
  nlohmann::json drift = nlohmann::json::object();
  for (const DriftEntry& entry : report.drift) {
    if (entry.source == "log_data") drift[entry.kind + " " + entry.key] = entry.records;
  }
  EXPECT_EQ(drift, expected["drift"]);
}

TEST(Generated, FaultsDoNotChangeTheStar) {
  const TempFolder folder;
  make(folder / "good", false);
  make(folder / "bad", true);
  load_into(folder / "good.duckdb", load_options(folder / "good"));
  load_into(folder / "bad.duckdb", load_options(folder / "bad"));
  EXPECT_EQ(star_of(folder / "good.duckdb"), star_of(folder / "bad.duckdb"));
}

TEST(Generated, AnyOrderAnySplitAnyWindow) {
  const TempFolder folder;
  make(folder / "data", true);
  const std::string reference = folder / "reference.duckdb";
  load_into(reference, load_options(folder / "data"));
  const std::string star = star_of(reference);
  for (unsigned seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    // Every file goes into one of a few loads, some into two under other names.
    const size_t loads = 2 + random() % 4;
    const fs::path split = folder / ("split" + std::to_string(seed));
    for (const char* source : {"log_data", "song_data"}) {
      for (size_t i = 0; i < loads; ++i) fs::create_directories(split / std::to_string(i) / source);
      int number = 0;
      for (const fs::path& file : files_below(folder / "data" / source)) {
        for (size_t times = random() % 5 == 0 ? 2 : 1; times > 0; --times) {
          fs::copy(file, split / std::to_string(random() % loads) / source /
                             std::to_string(random() % 1000).append("-").append(std::to_string(number++)));
        }
      }
    }
    const std::string target = folder / ("split" + std::to_string(seed) + ".duckdb");
    for (size_t i = 0; i < loads; ++i) {
      fs::copy(folder / "data" / "log_json_path.json", split / std::to_string(i) / "log_json_path.json");
      LoadOptions options = load_options(split / std::to_string(i));
      options.threads = 1 + static_cast<int>(random() % 3);
      options.window_bytes = 1 + random() % 200'000;
      load_into(target, options);
    }
    EXPECT_EQ(star_of(target), star);
  }
}

// Records that contradict each other: the same song with other facts, twins, the same play with another song.
TEST(Generated, ContradictionsInAnyOrder) {
  const std::string jsonpaths =
      R"({"jsonpaths": ["$.artist","$.auth","$.firstName","$.gender","$.itemInSession","$.lastName","$.length","$.level","$.location","$.method","$.page","$.registration","$.sessionId","$.song","$.status","$.ts","$.userAgent","$.userId"]})";
  const auto play = [](int user, int64_t ts, const std::string& song, const std::string& artist,
                       double length, const std::string& level) {
    nlohmann::json json = {{"page", "NextSong"}, {"userId", std::to_string(user)},
                           {"sessionId", 5},     {"itemInSession", 1},
                           {"ts", ts},           {"song", song},
                           {"artist", artist},   {"length", length},
                           {"level", level},     {"firstName", level + "name"}};
    if (user == 0) json["userId"] = "";
    return json.dump();
  };
  const auto song = [](const std::string& id, const std::string& title, const std::string& artist,
                       double duration, const std::string& location) {
    return nlohmann::json({{"song_id", id},
                           {"title", title},
                           {"artist_id", "A" + artist},
                           {"artist_name", artist},
                           {"duration", duration},
                           {"year", 0},
                           {"artist_location", location}})
        .dump();
  };
  const std::vector<std::pair<std::string, std::string>> records = {
      {"log_data", play(1, 1000, "One", "X", 10.5, "free")},
      {"log_data", play(1, 1000, "Two", "X", 10.5, "free")},
      {"log_data", play(1, 1000, "Two", "X", 10.5, "paid")},
      {"log_data", play(1, 2000, "Two", "X", 10.5, "free")},
      {"log_data", play(0, 3000, "One", "X", 10.5, "free")},
      {"log_data", play(0, 3000, "One", "X", 10.5, "free")},
      {"log_data", play(2, 4000, "Old", "X", 9.5, "free")},
      {"song_data", song("S1", "One", "X", 10.5, "")},
      {"song_data", song("S0", "One", "X", 10.5, "Oslo")},
      {"song_data", song("S2", "Two", "X", 10.5, "Bergen")},
      {"song_data", song("S2", "Old", "X", 9.5, "")},
      {"song_data", song("S3", "Two", "Y", 10.5, "Rome")}};
  const TempFolder folder;
  std::string star;
  std::vector<size_t> order(records.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::mt19937 random(11);
  for (int round = 0; round < 40; ++round) {
    SCOPED_TRACE(round);
    const std::string target = folder / ("r" + std::to_string(round) + ".duckdb");
    const size_t a_load = 1 + random() % order.size();
    for (size_t start = 0; start < order.size(); start += a_load) {
      const fs::path data = folder / ("r" + std::to_string(round)) / std::to_string(start);
      fs::create_directories(data / "log_data");
      fs::create_directories(data / "song_data");
      write_file(data / "log_json_path.json", jsonpaths);
      for (size_t i = start; i < std::min(order.size(), start + a_load); ++i) {
        write_file(data / records[order[i]].first / std::to_string(i), records[order[i]].second);
      }
      LoadOptions options = load_options(data);
      if (round % 2 == 1) options.window_bytes = 1;  // a window for each object
      load_into(target, options);
    }
    if (round == 0) star = star_of(target);
    EXPECT_EQ(star_of(target), star);
    EXPECT_EQ(count(target, "SELECT count(*) FROM songplays"), 4);
    std::shuffle(order.begin(), order.end(), random);
  }
  EXPECT_NE(star.find("S0"), star.npos);  // of twins the smaller id
}

TEST(Generated, ChecksFindWhatIsWrong) {
  const TempFolder folder;
  make(folder / "data", false);
  const std::string target = folder / "star.duckdb";
  load_into(target, load_options(folder / "data"));
  const std::unique_ptr<Engine> engine = open_engine(target, {});
  const Warehouse warehouse = read_warehouse("", engine->dialect());
  const auto failed = [&](const std::string& damage) {
    const Transaction undone(*engine);
    engine->execute(damage);
    std::string names;
    for (const CheckResult& result : run_checks(*engine, warehouse)) {
      if (!result.passed) names += result.name + ' ';
    }
    return names;
  };
  EXPECT_EQ(failed("SELECT 1"), "");
  for (const char* table : {"users", "songs", "artists"})
    EXPECT_EQ(failed(fmt::format("INSERT INTO {0} SELECT * FROM {0} LIMIT 1", table)), "keys_unique ")
        << table;
  EXPECT_EQ(failed("INSERT INTO time SELECT * FROM time LIMIT 1"), "time_complete ");
  EXPECT_EQ(
      failed("INSERT INTO time SELECT TIMESTAMP '2001-01-01', hour, day, week, month, year, weekday FROM "
             "time LIMIT 1"),
      "time_complete ");
  EXPECT_EQ(failed("DELETE FROM time WHERE start_time = (SELECT max(start_time) FROM songplays)"),
            "time_complete ");
  EXPECT_EQ(failed("DELETE FROM users WHERE user_id = (SELECT min(user_id) FROM songplays)"), "no_orphans ");
  EXPECT_EQ(failed("DELETE FROM unmatched_plays"), "unmatched_plays ");
  EXPECT_EQ(failed("INSERT INTO unmatched_plays SELECT * FROM unmatched_plays LIMIT 1"), "unmatched_plays ");
  EXPECT_EQ(failed("UPDATE unmatched_plays SET songplay_id = (SELECT min(songplay_id) FROM songplays WHERE "
                   "song_id IS NOT NULL) WHERE songplay_id = (SELECT min(songplay_id) FROM unmatched_plays)"),
            "unmatched_plays ");
  EXPECT_EQ(failed("UPDATE songplays SET songplay_id = (SELECT max(songplay_id) FROM unmatched_plays) WHERE "
                   "songplay_id = (SELECT min(songplay_id) FROM unmatched_plays)"),
            "unmatched_plays ");
  EXPECT_EQ(
      failed("UPDATE songplays SET user_id = one.user_id, session_id = one.session_id, item_in_session = "
             "one.item_in_session, start_time = one.start_time FROM (SELECT * FROM songplays ORDER BY "
             "songplay_id LIMIT 1) one "
             "WHERE songplays.songplay_id = (SELECT max(songplay_id) FROM songplays)"),
      "songplays_unique time_complete ");
}

TEST(Generated, TheEngineHasTheWindowsMemoryOnceTheyAreLoaded) {
  constexpr uint64_t kMiB = 1024 * 1024;
  const TempFolder folder;
  make(folder / "data", false);
  LoadOptions options = load_options(folder / "data");
  options.window_bytes = 28 * kMiB;
  EngineOptions engine_options;
  engine_options.memory_bytes = 100 * kMiB;
  const std::unique_ptr<Engine> engine = open_engine(folder / "star.duckdb", engine_options);
  LoadProgress progress;
  load(*engine, read_warehouse("", engine->dialect()), options, progress);
  EXPECT_EQ(engine->query_value("SELECT current_setting('memory_limit')"), "121.0 MiB");
  engine->lend_memory(0);
  EXPECT_EQ(engine->query_value("SELECT current_setting('memory_limit')"), "100.0 MiB");
}

TEST(Generated, KeptStagingHasEveryRow) {
  const TempFolder folder;
  make(folder / "data", true);
  const std::string target = folder / "kept \"here\".duckdb";
  LoadOptions options = load_options(folder / "data");
  options.keep_staging = true;
  options.window_bytes = 100'000;
  const LoadReport report = load_into(target, options);
  EXPECT_EQ(
      count(target, "SELECT (SELECT count(*) FROM staging_events) + (SELECT count(*) FROM staging_songs)"),
      report.records - report.rejects);
}

TEST(Generated, SameBytesOnAnyNumberOfThreads) {
  const TempFolder folder;
  for (const bool faults : {false, true}) {
    const fs::path one = folder / (faults ? "f1" : "g1"), three = folder / (faults ? "f3" : "g3");
    make(one, faults, 9, 1);
    make(three, faults, 9, 3);
    const std::vector<fs::path> files = files_below(one);
    ASSERT_EQ(files.size(), files_below(three).size());
    for (const fs::path& file : files)
      EXPECT_EQ(read_file(file), read_file(three / file.lexically_relative(one)));
  }
}

// A play follows a play after int(length) seconds; what follows a redirect comes a second later.
TEST(Generated, TheTwoLawsHold) {
  const TempFolder folder;
  make(folder / "data", false);
  std::map<int64_t, std::vector<nlohmann::json>> sessions;
  int64_t last_ts = 0;
  for (const fs::path& file : files_below(folder / "data" / "log_data")) {
    std::stringstream lines(read_file(file));
    for (std::string line; std::getline(lines, line);) {
      nlohmann::json event = nlohmann::json::parse(line);
      EXPECT_EQ(event.size(), 18u);
      EXPECT_EQ(event["ts"].get<int64_t>() % 1000, 796);
      EXPECT_GE(event["ts"].get<int64_t>(), last_ts);
      last_ts = event["ts"];
      sessions[event["sessionId"].get<int64_t>()].push_back(std::move(event));
    }
  }
  int plays = 0, redirects = 0;
  for (auto& [session, events] : sessions) {
    std::sort(events.begin(), events.end(),
              [](const auto& a, const auto& b) { return a["itemInSession"] < b["itemInSession"]; });
    for (size_t i = 0; i + 1 < events.size(); ++i) {
      EXPECT_EQ(events[i]["itemInSession"], i);
      const int64_t gap_ms = events[i + 1]["ts"].get<int64_t>() - events[i]["ts"].get<int64_t>();
      if (events[i]["status"] == 307) {
        EXPECT_EQ(gap_ms, 1000);
        ++redirects;
      } else if (events[i]["page"] == "NextSong" && events[i + 1]["page"] == "NextSong") {
        EXPECT_EQ(gap_ms, 1000 * static_cast<int64_t>(events[i]["length"].get<double>()));
        ++plays;
      }
    }
  }
  EXPECT_GT(plays, 500);
  EXPECT_GT(redirects, 20);
}

}  // namespace
}  // namespace sparkify::test
