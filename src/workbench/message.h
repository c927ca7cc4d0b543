#pragma once
// A request to the workbench's API and its answer, apart from the HTTP library.

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"

namespace sparkify {

struct WebRequest {
  std::string method;
  std::vector<std::string> path;  // what follows /api, taken apart at the slashes
  std::map<std::string, std::string> parameters;
  std::string body;
  std::function<bool()> client_gone = [] { return false; };

  std::string text(const std::string& name) const;  // of a parameter; "" where there is none
  // Throws WebError where it is no number within the bounds.
  int64_t integer(const std::string& name, int64_t otherwise, int64_t most) const;
  // A member of the body, which must be a JSON object; throws WebError where it is missing.
  std::string body_text(const std::string& member) const;
  int64_t body_integer(const std::string& member) const;
};

struct WebAnswer {
  std::string body;
  std::string type = "application/json";
  int status = 200;
  std::string file_name;  // not empty: a download
  // Not empty: a stream. Appends what comes next; false at the end.
  std::function<bool(std::string& next)> stream;
};

// An error with the HTTP status it is answered with.
class WebError : public Error {
 public:
  WebError(int status, const std::string& message, std::string hint = "")
      : Error(message, std::move(hint)), status_(status) {}
  int status() const { return status_; }

 private:
  int status_;
};

// What the API answers to an error, whatever its kind.
WebAnswer error_answer(const std::exception& error);

}  // namespace sparkify
