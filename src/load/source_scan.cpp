#include "load/source_scan.h"

#include <algorithm>
#include <exception>
#include <thread>
#include <utility>

#include "base/crash_point.h"

namespace sparkify {

namespace {

// Each source's tasks from the last to the first.
std::vector<const ScanTask*> in_scanning_order(const std::vector<ScanTask>& tasks) {
  std::vector<const ScanTask*> order;
  for (const ScanTask& task : tasks) order.push_back(&task);
  for (auto begin = order.begin(); begin != order.end();) {
    const auto end = std::find_if(begin, order.end(), [source = (*begin)->source](const ScanTask* task) {
      return task->source != source;
    });
    std::reverse(begin, end);
    begin = end;
  }
  return order;
}

}  // namespace

struct SourceScan::OpenObject {
  OpenObject(const ScanTask& scan_task, std::unique_ptr<ByteReader> bytes)
      : task(scan_task), reader(task.object.size_bytes, std::move(bytes)) {}

  const ScanTask& task;
  std::mutex mutex;  // guards the two below
  ObjectReader reader;
  int64_t blocks = 0;  // that were read

  ScanPosition position;  // of the windows before this
  ScanCounts counts;
};

// What a thread keeps over all windows: a buffer, a parser for each source, made when it is first needed, and
// the objects it has taken. And what it found in this window.
struct SourceScan::Thread {
  struct Found {
    std::shared_ptr<OpenObject> object;
    int64_t block;  // of the object, by order
    size_t first_row;
    ScannedBlock scanned;
  };

  std::vector<char> buffer;
  std::vector<std::unique_ptr<RecordParser>> parsers;
  std::deque<const ScanTask*> tasks;  // to begin
  std::shared_ptr<OpenObject> object;

  std::vector<std::unique_ptr<ScanOutput>> outputs;  // one a source, where it has rows
  std::vector<Found> found;
  std::exception_ptr failure;
};

SourceScan::SourceScan(const std::vector<ScanSource>& sources, const std::vector<ScanTask>& tasks,
                       int threads, uint64_t window_bytes, LoadProgress& progress)
    : sources_(sources),
      window_bytes_(window_bytes),
      progress_(progress),
      tasks_(in_scanning_order(tasks)),
      unended_(sources.size()) {
  for (const ScanSource& source : sources_)
    batches_.push_back(std::make_unique<RowBatch>(source.format.rows()));
  for (int i = 0; i < threads; ++i) {
    threads_.push_back(std::make_unique<Thread>());
    threads_.back()->parsers.resize(sources_.size());
    threads_.back()->outputs.resize(sources_.size());
  }
  std::vector<std::vector<const Object*>> expected(sources_.size());
  for (const ScanTask* task : tasks_) {
    expected[task->source].push_back(&task->object);
    ++unended_[task->source];
  }
  for (size_t i = 0; i < sources_.size(); ++i) sources_[i].store->expect(expected[i], progress.cancelled);
}

SourceScan::~SourceScan() = default;

std::vector<Reject> SourceScan::take_rejects() { return std::exchange(rejects_, {}); }
std::vector<ScannedObject> SourceScan::take_ended_objects() { return std::exchange(ended_, {}); }

std::vector<DriftCounts> SourceScan::drift() const {
  std::vector<DriftCounts> sum(sources_.size());
  for (const auto& thread : threads_) {
    for (size_t i = 0; i < sum.size(); ++i) {
      if (thread->parsers[i]) sum[i].add(thread->parsers[i]->drift());
    }
  }
  return sum;
}

bool SourceScan::next_window() {
  for (auto& batch : batches_) batch->clear();
  if (next_task_ == tasks_.size() && shared_.empty() &&
      std::all_of(threads_.begin(), threads_.end(), [](const auto& thread) { return thread->tasks.empty(); }))
    return false;
  for (size_t i = 0; i < batches_.size(); ++i) {
    if (unended_[i] == 0) batches_[i]->free_spare();
  }
  left_bytes_ = static_cast<int64_t>(window_bytes_);
  {
    std::vector<std::jthread> workers;
    for (auto& each : threads_) {
      workers.emplace_back([this, &thread = *each] {
        try {
          scan_window(thread);
        } catch (...) {
          thread.failure = std::current_exception();
          failed_ = true;
        }
        const std::lock_guard lock(mutex_);
        changed_.notify_all();
      });
    }
  }
  for (auto& thread : threads_) {
    if (thread->failure) std::rethrow_exception(thread->failure);
  }
  number_records();
  for (auto& thread : threads_) {
    for (auto& output : thread->outputs) {
      if (output) output->give_rows();
      output.reset();
    }
    thread->found.clear();
  }
  return true;
}

// A block's records and lines were counted from its start: they go on from the blocks before it.
void SourceScan::number_records() {
  std::vector<std::pair<Thread*, Thread::Found*>> blocks;
  for (auto& thread : threads_) {
    for (Thread::Found& found : thread->found) blocks.emplace_back(thread.get(), &found);
  }
  std::sort(blocks.begin(), blocks.end(), [](const auto& a, const auto& b) {
    return std::pair(a.second->object->task.object_id, a.second->block) <
           std::pair(b.second->object->task.object_id, b.second->block);
  });
  for (const auto& [thread, found] : blocks) {
    OpenObject& object = *found->object;
    const ScanCounts& counts = found->scanned.counts;
    const ScanPosition& before = object.position;
    require_numbers(object.task.object_id, before.records + counts.records);
    if (before.records > 0) {
      thread->outputs[object.task.source]->add_to_record_ids(
          found->first_row, static_cast<size_t>(counts.rows()), before.records);
    }
    for (Reject& reject : found->scanned.rejects) {
      reject.record += before.records;
      reject.line += before.lines;
      rejects_.push_back(std::move(reject));
    }
    object.position.records += counts.records;
    object.position.lines += found->scanned.newlines;
    object.counts.add(counts);
    if (object.reader.ended() && found->block + 1 == object.blocks)
      ended_.push_back({object.task.object_id, object.counts});
  }
}

// One object, or several small ones, so that threads seldom wait for each other.
bool SourceScan::take_tasks(Thread& thread) {
  constexpr size_t kMostTasks = 16;
  constexpr uint64_t kMostBytes = 256 * 1024;
  const std::lock_guard lock(mutex_);
  for (uint64_t bytes = 0; next_task_ < tasks_.size() && thread.tasks.size() < kMostTasks; ++next_task_) {
    bytes += tasks_[next_task_]->object.size_bytes;
    if (bytes > kMostBytes && !thread.tasks.empty()) break;
    thread.tasks.push_back(tasks_[next_task_]);
    ++unread_;
  }
  return !thread.tasks.empty();
}

bool SourceScan::is_over() const {
  return left_bytes_.load(std::memory_order_relaxed) <= 0 || progress_.cancelled || failed_;
}

void SourceScan::scan_window(Thread& thread) {
  while (!is_over()) {
    if (!thread.object) thread.object = next_object(thread);
    if (!thread.object) break;
    if (!scan_next_block(thread)) thread.object.reset();
  }
}

// One to begin, else one to help with, else none.
std::shared_ptr<SourceScan::OpenObject> SourceScan::next_object(Thread& thread) {
  if (!thread.tasks.empty() || take_tasks(thread)) {
    const ScanTask& task = *thread.tasks.front();
    thread.tasks.pop_front();
    return std::make_shared<OpenObject>(task, sources_[task.source].store->open(task.object));
  }
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !shared_.empty() || unread_ == 0 || is_over(); });
  if (shared_.empty()) return nullptr;
  std::rotate(shared_.begin(), shared_.begin() + 1, shared_.end());  // the next helper takes another
  return shared_.back();
}

// Of the thread's object. False where it has none left.
bool SourceScan::scan_next_block(Thread& thread) {
  const std::shared_ptr<OpenObject>& object = thread.object;
  std::unique_lock lock(object->mutex);
  if (object->reader.ended()) return false;
  Block block = object->reader.read(thread.buffer);
  const int64_t number = object->blocks++;
  share(object, block.last);
  if (block.ends_with_record()) lock.unlock();

  ScanOutput& rows = output(thread, object->task.source);
  const size_t first_row = rows.rows();
  const size_t bytes_before = rows.bytes();
  ScannedBlock scanned = BlockScanner(object->task.object_id, block, rows, {}).scan();
  if (!block.ends_with_record()) object->reader.put_back(block);
  size_t kept_bytes = rows.bytes() - bytes_before + sizeof(Thread::Found);
  if (number == 0) kept_bytes += sizeof(OpenObject);
  for (const Reject& reject : scanned.rejects)
    kept_bytes += sizeof reject + reject.message.size() + reject.raw.size();
  left_bytes_ -= static_cast<int64_t>(kept_bytes);
  progress_.records += scanned.counts.records;
  progress_.rejects += scanned.counts.rejects;
  crash_point();
  thread.found.push_back({object, number, first_row, std::move(scanned)});
  if (!block.last) return true;
  ++progress_.objects_done;
  progress_.bytes_done += static_cast<int64_t>(object->task.object.size_bytes);
  if (--unended_[object->task.source] == 0) batches_[object->task.source]->free_spare();
  return false;
}

// Offers what is left of the object to threads that have none.
void SourceScan::share(const std::shared_ptr<OpenObject>& object, bool ended) {
  const bool is_first = object->blocks == 1;
  if (!is_first && !ended) return;  // it is offered already
  const std::lock_guard lock(mutex_);
  if (is_first) --unread_;
  if (is_first && !ended) shared_.push_back(object);
  if (!is_first) std::erase(shared_, object);
  if (!shared_.empty() || unread_ == 0) changed_.notify_all();
}

ScanOutput& SourceScan::output(Thread& thread, size_t source) {
  std::unique_ptr<ScanOutput>& output = thread.outputs[source];
  if (!output) {
    auto& parser = thread.parsers[source];
    if (!parser) parser = std::make_unique<RecordParser>(sources_[source].format);
    output = std::make_unique<ScanOutput>(*batches_[source], *parser);
  }
  return *output;
}

}  // namespace sparkify
