#include "workbench/engine_pool.h"

#include "workbench/message.h"

namespace sparkify {

namespace {

constexpr size_t kMostWaiting = 64;
constexpr auto kLongestWait = std::chrono::seconds(60);

}  // namespace

std::unique_ptr<EnginePool::Lease> EnginePool::lease() {
  std::unique_lock lock(mutex_);
  const auto free = [&] { return !alone_ && in_use_ < most_; };
  if (!free()) {
    bool got = false;
    if (waiting_ < kMostWaiting) {
      ++waiting_;
      got = changed_.wait_for(lock, kLongestWait, free);
      --waiting_;
    }
    if (!got) throw WebError(503, "too many queries run at once", "try again in a moment");
  }
  ++in_use_;
  if (!idle_.empty()) {
    std::unique_ptr<Engine> engine = std::move(idle_.back().engine);
    idle_.pop_back();
    return std::make_unique<Lease>(*this, std::move(engine));
  }
  lock.unlock();
  try {
    return std::make_unique<Lease>(*this, open_());
  } catch (...) {
    give_back(nullptr);
    throw;
  }
}

void EnginePool::give_back(std::unique_ptr<Engine> engine) {
  const std::lock_guard lock(mutex_);
  if (engine) idle_.push_back({std::move(engine), std::chrono::steady_clock::now()});
  --in_use_;
  changed_.notify_all();
}

void EnginePool::close_idle(std::chrono::milliseconds unused_for) {
  std::vector<Idle> closed;  // without the lock
  const std::lock_guard lock(mutex_);
  const auto before = std::chrono::steady_clock::now() - unused_for;
  for (size_t i = idle_.size(); i-- > 0;) {
    if (idle_[i].since > before) continue;
    closed.push_back(std::move(idle_[i]));
    idle_.erase(idle_.begin() + static_cast<ptrdiff_t>(i));
  }
}

void EnginePool::run_alone(const std::function<void()>& action) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !alone_; });
  alone_ = true;
  changed_.wait(lock, [&] { return in_use_ == 0; });
  idle_.clear();
  lock.unlock();
  const auto end = [&] {
    lock.lock();
    alone_ = false;
    changed_.notify_all();
  };
  try {
    action();
  } catch (...) {
    end();
    throw;
  }
  end();
}

}  // namespace sparkify
