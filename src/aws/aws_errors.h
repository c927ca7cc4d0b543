#pragma once
// What the error codes of AWS's services mean and what to try, in one table: the services do not agree on
// names. tests/cluster/errors_test.py compares it with botocore's models.

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace sparkify {

enum class AwsErrorKind {
  kOther,
  kExists,     // what was to be created is there already
  kGone,       // what was asked for, or was to be deleted, is not there
  kBusy,       // not in its present state: the same call may succeed in minutes
  kThrottled,  // too many calls, or a service behind it is: the same call may succeed in seconds
  kExpired,    // the credentials, or the signature
  kSkewed,     // the clock here or there is wrong
};

struct AwsErrorEntry {
  std::string_view code;
  std::string_view services;  // whose models name it; "*": any; ec2's name none
  AwsErrorKind kind;
  std::string_view hint;  // what to try, "" where the message says it
};

const std::vector<AwsErrorEntry>& aws_errors();
// The code's entry, or one of kOther without a hint.
const AwsErrorEntry& aws_error_entry(std::string_view code);

// A service's refusal, or no answer at all (then `code` is empty).
class AwsError : public Error {
 public:
  AwsError(const std::string& message, std::string code, int status, std::string hint)
      : Error(message, std::move(hint)), code_(std::move(code)), status_(status) {}

  const std::string& code() const { return code_; }
  int status() const { return status_; }
  AwsErrorKind kind() const { return aws_error_entry(code_).kind; }

 private:
  std::string code_;
  int status_;
};

}  // namespace sparkify
