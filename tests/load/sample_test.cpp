// The published numbers of the real data, by day, all at once, in reverse and twice. Skipped where the real
// sample is not beside the project.

#include <gtest/gtest.h>

#include <algorithm>

#include "support/data_set.h"

namespace sparkify::test {

namespace fs = std::filesystem;

namespace {

fs::path sample() { return fs::path(SPARKIFY_ROOT).parent_path() / "shared" / "data" / "sparkify-sample"; }

void expect_published_numbers(const std::string& target) {
  const auto is = [&](int64_t expected, const std::string& sql) {
    EXPECT_EQ(count(target, sql), expected) << sql;
  };
  is(6820, "SELECT count(*) FROM songplays");
  is(1, "SELECT count(*) FROM songplays WHERE song_id IS NOT NULL");
  is(1,
     "SELECT count(*) FROM songplays WHERE start_time = TIMESTAMP '2018-11-21 21:56:47.796' AND user_id = 15 "
     "AND song_id = 'SOZCTXZ12AB0182364' AND artist_id = 'AR5KOSW1187FB35FF4'");
  is(97, "SELECT count(*) FROM users");
  is(96, "SELECT count(DISTINCT user_id) FROM songplays");
  is(71, "SELECT count(*) FROM songs");
  is(69, "SELECT count(*) FROM artists");
  is(6813, "SELECT count(*) FROM time");
  is(8056, "SELECT sum(staged) FROM ledger.objects WHERE source = 'log_data' AND name NOT LIKE '%copy%'");
  is(0, "SELECT count(*) FROM ledger.rejects");
  is(5591, "SELECT count(*) FROM songplays WHERE level = 'paid'");
  is(1229, "SELECT count(*) FROM songplays WHERE level = 'free'");
  is(4887, "SELECT count(*) FROM songplays JOIN users USING (user_id) WHERE gender = 'F'");
  is(75, "SELECT count(*) FROM users WHERE level = 'free'");
  is(22, "SELECT count(*) FROM users WHERE level = 'paid'");
  is(689, "SELECT count(*) FROM songplays WHERE user_id = 49");
  is(37, "SELECT count(*) FROM unmatched_plays WHERE title = 'You''re The One'");
  is(58, "SELECT count(*) FROM unmatched_plays WHERE artist_name = 'Coldplay'");
  const std::vector<int64_t> hours = {155, 154, 117, 109, 136, 162, 183, 179, 207, 270, 312, 336,
                                      308, 324, 432, 477, 542, 494, 498, 367, 360, 280, 217, 201};
  const std::string joined = "SELECT count(*) FROM songplays JOIN time USING (start_time) WHERE ";
  for (size_t hour = 0; hour < hours.size(); ++hour)
    is(hours[hour], joined + "hour = " + std::to_string(hour));
  const std::vector<int64_t> weekdays = {396, 1014, 1071, 1364, 1052, 1295, 628};
  for (size_t day = 0; day < weekdays.size(); ++day)
    is(weekdays[day], joined + "weekday = " + std::to_string(day));
  const std::vector<int64_t> weeks = {410, 1257, 1958, 1711, 1484};
  for (size_t week = 0; week < weeks.size(); ++week)
    is(weeks[week], joined + "week = " + std::to_string(44 + week));
}

class Sample : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(sample())) GTEST_SKIP() << "the real sample is not at " << sample();
  }
  TempFolder folder_;
};

std::vector<fs::path> days() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(sample() / "log_data")) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

TEST_F(Sample, AtOnceAndTwice) {
  const std::string target = folder_ / "star.duckdb";
  load_into(target, load_options(sample()));
  expect_published_numbers(target);
  EXPECT_EQ(load_into(target, load_options(sample())).new_objects, 0);
  // The same bytes under another name are the same records.
  fs::copy(sample(), folder_ / "copy", fs::copy_options::recursive);
  load_into(target, load_options(folder_ / "copy"));
  expect_published_numbers(target);
}

TEST_F(Sample, ByDayAndInReverse) {
  for (const bool reverse : {false, true}) {
    const std::string target = folder_ / (reverse ? "reverse.duckdb" : "daily.duckdb");
    std::vector<fs::path> files = days();
    ASSERT_EQ(files.size(), 30u);
    if (reverse) std::reverse(files.begin(), files.end());
    for (size_t i = 0; i < files.size(); ++i) {
      LoadOptions options = load_options(sample());
      options.sources[0].location = files[i].string();
      const bool songs_now = reverse ? i + 1 == files.size() : i == 0;  // in reverse the songs come last
      if (!songs_now) options.sources.erase(options.sources.begin() + 1);
      load_into(target, options);
    }
    expect_published_numbers(target);
  }
}

}  // namespace
}  // namespace sparkify::test
