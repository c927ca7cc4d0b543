#pragma once
// Makes up a data set that behaves like the real one, in its layout: log_data/YYYY/MM/YYYY-MM-DD-events.json,
// song_data/A/B/C/TR....json, log_json_path.json, and expected.json with what a load of it must give.
// The same options make the same bytes, on any number of threads.

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>

namespace sparkify {

struct GenerateOptions {
  std::filesystem::path directory;  // must be empty or new
  int64_t users = 1000;
  int days = 30;
  int64_t songs = 1000;
  int64_t events = 0;  // about so many in all; 0: as many as the users make by themselves
  uint64_t seed = 1;
  int threads = 0;  // 0: all cores
  std::string first_day = "2018-11-01";
  bool faults = false;
};

struct GenerateSummary {
  int64_t events = 0, plays = 0, songs = 0, bytes = 0;
  double seconds = 0;
};

GenerateSummary generate(const GenerateOptions& options);

}  // namespace sparkify
