// One large object by several threads is what it is by one: the same rows, record numbers, rejects and lines,
// wherever the windows end; and a window takes as much memory as it may.

#include "load/source_scan.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "scan/object_scanner.h"
#include "source/memory.h"

namespace sparkify {
namespace {

constexpr int64_t kObjectId = 7;

RecordFormat format() {
  return {{"lines",
           {{"object_id", ColumnType::kBigInt},
            {"record_id", ColumnType::kBigInt},
            {"name", ColumnType::kText, false, 40},
            {"n", ColumnType::kBigInt}}},
          {{"name"}, {"n"}}};
}

struct Scanned {
  std::map<int64_t, std::string> rows;  // by record number
  std::vector<std::string> rejects;
  int64_t records = 0;
  size_t most_rows = 0, most_rejects = 0;  // of a window

  bool operator==(const Scanned& other) const {
    return rows == other.rows && rejects == other.rejects && records == other.records;
  }

  void take_window(const RowBatch& batch, const std::vector<Reject>& found) {
    most_rows = std::max(most_rows, batch.rows());
    most_rejects = std::max(most_rejects, found.size());
    for (const auto& chunk : batch.chunks()) {
      for (size_t row = 0; row < chunk->rows(); ++row) {
        const std::string values = fmt::format("{} {}", chunk->is_null(2, row) ? "NULL" : chunk->text(2, row),
                                               chunk->is_null(3, row) ? -1 : chunk->values<int64_t>(3)[row]);
        const int64_t record = chunk->values<int64_t>(1)[row] - kObjectId * kRecordsPerObject;
        EXPECT_TRUE(rows.emplace(record, values).second) << record;
      }
    }
    for (const Reject& reject : found)
      rejects.push_back(fmt::format("{} line {} byte {} {} {}", reject.record, reject.line, reject.byte,
                                    reject.code, reject.raw));
  }
};

Scanned scan_block_by_block(const std::string& text) {
  const std::shared_ptr<ObjectStore> store = open_memory("made-up.json", text);
  RowBatch batch(format().schema);
  const RecordFormat form = format();
  RecordParser parser(form);
  ScanOutput output(batch, parser);
  ObjectScanner scanner(kObjectId, text.size(), store->open(store->list().at(0)));
  while (scanner.scan_block(output)) {
  }
  output.give_rows();
  Scanned scanned;
  scanned.take_window(batch, scanner.take_rejects());
  scanned.records = scanner.counts().records;
  return scanned;
}

Scanned scan(const std::string& text, int threads, uint64_t window_bytes) {
  const std::shared_ptr<ObjectStore> store = open_memory("made-up.json", text);
  const std::vector<ScanSource> sources = {{"lines", store.get(), format(), ""}};
  const std::vector<ScanTask> tasks = {{0, store->list().at(0), kObjectId}};
  LoadProgress progress;
  SourceScan scan(sources, tasks, threads, window_bytes, progress);
  Scanned scanned;
  while (scan.next_window()) {
    scanned.take_window(*scan.batches().at(0), scan.take_rejects());
    for (const ScannedObject& object : scan.take_ended_objects()) scanned.records += object.counts.records;
  }
  EXPECT_EQ(scanned.records, static_cast<int64_t>(scanned.rows.size() + scanned.rejects.size()));
  return scanned;
}

// Records of many forms, some of which do not end where a line does.
std::string odd_records(size_t bytes, unsigned seed) {
  std::mt19937 random(seed);
  const std::vector<std::string> forms = {
      "{{\"name\":\"plain {0}\",\"n\":{0}}}\n",
      "{{\"name\":\"plain {0}\",\"n\":{0}}}\n",
      "{{\"name\":\"plain {0}\",\"n\":{0}}}\n",
      "{{\"name\":\"with }}\\n{{ inside\",\"n\":{0}}}\r\n",
      "{{\n  \"name\": \"several lines\",\n  \"n\": {0}\n}}\n",
      "{{\n\"x\":\n{{}}\n,\"n\": {0}}}\n",
      "{{\"n\":{0}}} {{\"n\":{0}}}{{\"n\":{0}}}\n\n",
      "{{\"n\":\"not a number {0}\"}}\n",
      "{{\"n\":{0},\"name\":\"cut off\n",
      "{{\"n\":{0},\n  \"name\": {{}}\n",
      "{{\"x\":{{\"n\":{0}}}\n",
      "} stray {0}\n",
      "[{0}]\n",
  };
  std::string text;
  for (int i = 0; text.size() < bytes; ++i) {
    const std::string& form = forms[random() % forms.size()];
    text += form[0] == '}' ? fmt::format("}} stray {}\n", i) : fmt::format(fmt::runtime(form), i);
    if (random() % 20'000 == 0) text += "{\"name\":\"" + std::string(300'000, 'x') + "\"}\n";
  }
  return text;
}

TEST(SourceScan, ReadsALargeObjectOnAllThreadsAsOnOne) {
  for (unsigned seed = 1; seed <= 3; ++seed) {
    const std::string text = odd_records(3'000'000, seed);
    const Scanned alone = scan_block_by_block(text);
    EXPECT_GT(alone.rows.size(), 10'000U);
    EXPECT_GT(alone.rejects.size(), 1'000U);
    for (const int threads : {1, 2, 8}) {
      for (const uint64_t window_bytes : {uint64_t{1}, uint64_t{300'000}, uint64_t{1} << 40})
        EXPECT_EQ(scan(text, threads, window_bytes), alone) << threads << " threads, " << window_bytes;
    }
  }
}

TEST(SourceScan, BoundsAWindowByWhatItKeeps) {
  constexpr uint64_t kWindowBytes = 1'000'000;
  std::string tiny, bad;
  while (tiny.size() < 4'000'000) tiny += "{}\n";
  const Scanned rows = scan(tiny, 1, kWindowBytes);
  const size_t block_rows = 256 * 1024 / 3;
  EXPECT_LE(rows.most_rows, kWindowBytes / row_bytes(format().schema) + block_rows + 1);
  EXPECT_EQ(rows.rows.size(), tiny.size() / 3);

  while (bad.size() < 4'000'000) bad += "x\n";
  const Scanned rejects = scan(bad, 1, kWindowBytes);
  EXPECT_LE(rejects.most_rejects, kWindowBytes / sizeof(Reject) + 256 * 1024 / 2 + 1);
  EXPECT_EQ(rejects.rejects.size(), bad.size() / 2);
}

}  // namespace
}  // namespace sparkify
