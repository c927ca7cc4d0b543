// A TCP proxy that holds bytes back for a time in each direction, as distance does. One thread, epoll.
// Usage: delay_proxy LISTEN_PORT UPSTREAM_PORT DELAY_MS

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <queue>
#include <string>
#include <unordered_map>

namespace {

using Clock = std::chrono::steady_clock;

struct Held {
  Clock::time_point due;
  std::string bytes;  // empty: the end
};

struct End {
  int socket = -1;
  End* other = nullptr;
  std::deque<Held> to_write;
  bool waits_for_room = false, read_ended = false, write_ended = false;
};

int epoll;
std::unordered_map<int, std::unique_ptr<End>> ends;
std::priority_queue<std::pair<Clock::time_point, int>, std::vector<std::pair<Clock::time_point, int>>,
                    std::greater<>>
    due;

void watch(const End& end, int operation) {
  epoll_event event{};
  event.events = (end.read_ended ? 0U : static_cast<unsigned>(EPOLLIN)) |
                 (end.waits_for_room ? static_cast<unsigned>(EPOLLOUT) : 0U);
  event.data.fd = end.socket;
  epoll_ctl(epoll, operation, end.socket, &event);
}

void close_pair(End* end) {
  for (End* one : {end->other, end}) {
    close(one->socket);
    ends.erase(one->socket);
  }
}

// False: the pair is gone.
bool write_due(End& end) {
  const auto now = Clock::now();
  while (!end.to_write.empty() && end.to_write.front().due <= now) {
    Held& held = end.to_write.front();
    if (held.bytes.empty()) {
      shutdown(end.socket, SHUT_WR);
      end.write_ended = true;
      end.to_write.clear();
      if (end.other->write_ended) {
        close_pair(&end);
        return false;
      }
      break;
    }
    const ssize_t sent = send(end.socket, held.bytes.data(), held.bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno != EAGAIN) {
        close_pair(&end);
        return false;
      }
      if (!end.waits_for_room) {
        end.waits_for_room = true;
        watch(end, EPOLL_CTL_MOD);
      }
      return true;
    }
    if (static_cast<size_t>(sent) < held.bytes.size()) {
      held.bytes.erase(0, static_cast<size_t>(sent));
    } else {
      end.to_write.pop_front();
    }
  }
  if (end.waits_for_room) {
    end.waits_for_room = false;
    watch(end, EPOLL_CTL_MOD);
  }
  return true;
}

void read_from(End& end, Clock::duration delay) {
  static char buffer[256 * 1024];
  const ssize_t bytes = read(end.socket, buffer, sizeof buffer);
  if (bytes < 0 && errno == EAGAIN) return;
  const auto when = Clock::now() + delay;
  end.other->to_write.push_back(
      {when, bytes > 0 ? std::string(buffer, static_cast<size_t>(bytes)) : std::string()});
  due.emplace(when, end.other->socket);
  if (bytes <= 0) {
    end.read_ended = true;
    watch(end, EPOLL_CTL_MOD);
  }
}

int tcp_socket() {
  const int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  return fd;
}

sockaddr_in local(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void accept_one(int listener, int upstream_port) {
  const int client = accept(listener, nullptr, nullptr);
  if (client < 0) return;
  const int server = tcp_socket(), on = 1;
  setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const sockaddr_in address = local(upstream_port);
  if (connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    close(client);
    close(server);
    return;
  }
  for (const int fd : {client, server}) {
    fcntl(fd, F_SETFL, O_NONBLOCK);
    ends[fd] = std::make_unique<End>();
    ends[fd]->socket = fd;
  }
  ends[client]->other = ends[server].get();
  ends[server]->other = ends[client].get();
  for (const int fd : {client, server}) watch(*ends[fd], EPOLL_CTL_ADD);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const int upstream_port = std::atoi(argv[2]);
  const auto delay = std::chrono::milliseconds(std::atoi(argv[3]));
  epoll = epoll_create1(0);
  const int listener = tcp_socket();
  const sockaddr_in address = local(std::atoi(argv[1]));
  if (bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      listen(listener, 4096) != 0) {
    std::perror("delay_proxy");
    return 1;
  }
  fcntl(listener, F_SETFL, O_NONBLOCK);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = listener;
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
  epoll_event events[256];
  for (;;) {
    int wait_ms = -1;
    if (!due.empty()) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(due.top().first - Clock::now()).count();
      wait_ms = left < 0 ? 0 : static_cast<int>(left);
    }
    const int count = epoll_wait(epoll, events, 256, wait_ms);
    for (int i = 0; i < count; ++i) {
      const int fd = events[i].data.fd;
      if (fd == listener) {
        accept_one(listener, upstream_port);
        continue;
      }
      const auto found = ends.find(fd);
      if (found == ends.end()) continue;
      if ((events[i].events & EPOLLOUT) != 0 && !write_due(*found->second)) continue;
      if ((events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0 && !found->second->read_ended)
        read_from(*found->second, delay);
    }
    while (!due.empty() && due.top().first <= Clock::now()) {
      const int fd = due.top().second;
      due.pop();
      if (const auto found = ends.find(fd); found != ends.end()) write_due(*found->second);
    }
  }
}
