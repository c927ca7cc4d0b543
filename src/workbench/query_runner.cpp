#include "workbench/query_runner.h"

#include <fmt/format.h>

#include <vector>

#include "workbench/message.h"

namespace sparkify {

using namespace std::chrono_literals;

namespace {

constexpr auto kIdle = 2s;  // a connection is kept so long for the next query
constexpr auto kTick = 100ms;
constexpr const char* kCancelled = "cancelled";
constexpr const char* kTooLong = "too long";

}  // namespace

QueryRunner::QueryRunner(EnginePool& pool, int64_t max_seconds, std::function<void()> may_read)
    : pool_(pool), max_seconds_(max_seconds), may_read_(std::move(may_read)), watcher_([this] { watch(); }) {}

QueryRunner::~QueryRunner() {
  stopping_ = true;
  watcher_.join();
}

void QueryRunner::run(const std::string& id, const ClientGone& client_gone,
                      const std::function<void(Engine&)>& action) {
  may_read_();
  std::list<Running>::iterator running;
  {
    const std::lock_guard lock(mutex_);
    running_.push_back({id, &client_gone});
    running = std::prev(running_.end());
  }
  const auto done = [&] {
    std::unique_lock lock(mutex_);
    interrupted_.wait(lock, [&] { return !running->being_interrupted; });
    const char* because = running->ended_because;
    running_.erase(running);
    return because;
  };
  std::unique_ptr<EnginePool::Lease> lease;
  try {
    lease = pool_.lease();
    begin(*running, **lease);
    action(**lease);
  } catch (...) {
    const char* because = done();  // first: from now on nobody interrupts the connection
    if (lease) lease->drop();
    if (because != nullptr) {
      if (because == kCancelled) throw WebError(422, because);
      throw WebError(422, fmt::format("the query took longer than {} seconds", max_seconds_),
                     "sparkify serve --max-seconds allows more");
    }
    throw;
  }
  if (done() != nullptr) lease->drop();  // the interrupt may still be on its way
}

// Throws where the query was cancelled while it waited for a connection.
void QueryRunner::begin(Running& running, Engine& engine) {
  const std::lock_guard lock(mutex_);
  if (all_cancelled_) running.ended_because = kCancelled;
  if (running.ended_because != nullptr) throw WebError(422, kCancelled);
  running.engine = &engine;
  running.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(max_seconds_);
}

bool QueryRunner::cancel(const std::string& id) {
  const std::lock_guard lock(mutex_);
  bool found = false;
  for (Running& running : running_) {
    if (id.empty() || running.id != id) continue;
    running.ended_because = kCancelled;
    found = true;
  }
  return found;
}

void QueryRunner::cancel_all() {
  const std::lock_guard lock(mutex_);
  all_cancelled_ = true;
  for (Running& running : running_) running.ended_because = kCancelled;
}

// Without the lock while an engine is interrupted: its server may take long to answer.
void QueryRunner::interrupt_ended() {
  std::vector<Running*> ended;
  {
    const std::lock_guard lock(mutex_);
    for (Running& running : running_) {
      if (running.ended_because == nullptr) {
        if (std::chrono::steady_clock::now() > running.deadline) running.ended_because = kTooLong;
        if ((*running.client_gone)()) running.ended_because = kCancelled;
      }
      if (running.ended_because == nullptr || running.engine == nullptr) continue;
      running.being_interrupted = true;
      ended.push_back(&running);
    }
  }
  for (const Running* running : ended) running->engine->interrupt();
  const std::lock_guard lock(mutex_);
  for (Running* running : ended) running->being_interrupted = false;
  interrupted_.notify_all();
}

void QueryRunner::watch() {
  while (!stopping_) {
    std::this_thread::sleep_for(kTick);
    interrupt_ended();  // each time: an interrupt that comes between two statements is lost
    bool free = true;
    try {
      may_read_();
    } catch (const std::exception&) {
      free = false;
    }
    pool_.close_idle(free ? kIdle : 0s);
  }
}

}  // namespace sparkify
