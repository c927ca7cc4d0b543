#include "scan/json_walk.h"

#include <string>

namespace sparkify {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

class Walker {
 public:
  Walker(std::string_view text, size_t at) : text_(text), at_(at) {}

  JsonWalk walk() {
    bool expect_value = true;
    for (;;) {
      skip_space();
      if (at_end()) return more();
      if (expect_value) {
        const char c = text_[at_];
        if (c == '{' || c == '[') {
          open_.push_back(c);
          ++at_;
          skip_space();
          if (at_end()) return more();
          if (text_[at_] == closing()) {
            expect_value = false;
          } else if (c == '{') {
            if (!key()) return result_;
          }
          continue;
        }
        if (!scalar()) return result_;
        expect_value = false;
        continue;
      }
      if (text_[at_] == closing()) {
        ++at_;
        open_.pop_back();
        if (open_.empty()) return {JsonWalk::Outcome::kComplete, at_, nullptr};
      } else if (text_[at_] == ',') {
        ++at_;
        if (open_.back() == '{' && !key()) return result_;
        expect_value = true;
      } else {
        return broken(open_.back() == '{' ? "expected , or } here" : "expected , or ] here");
      }
    }
  }

 private:
  bool at_end() const { return at_ >= text_.size(); }
  char closing() const { return open_.back() == '{' ? '}' : ']'; }
  JsonWalk more() const { return {JsonWalk::Outcome::kNeedsMore, text_.size(), nullptr}; }
  JsonWalk broken(const char* message) const { return {JsonWalk::Outcome::kBroken, at_, message}; }
  bool stop(JsonWalk result) {
    result_ = result;
    return false;
  }
  void skip_space() {
    while (!at_end() && is_space(text_[at_])) ++at_;
  }

  bool key() {
    skip_space();
    if (at_end()) return stop(more());
    if (text_[at_] != '"') return stop(broken("expected a key in double quotes here"));
    if (!string()) return false;
    skip_space();
    if (at_end()) return stop(more());
    if (text_[at_] != ':') return stop(broken("expected : after the key"));
    ++at_;
    return true;
  }

  bool string() {
    for (++at_; !at_end(); ++at_) {
      const auto c = static_cast<unsigned char>(text_[at_]);
      if (c == '"') {
        ++at_;
        return true;
      }
      if (c < 0x20) return stop(broken("a control character stands in a string"));
      if (c == '\\' && !escape()) return false;
    }
    return stop(more());
  }

  bool escape() {
    if (++at_ >= text_.size()) return stop(more());
    if (text_[at_] != 'u') {
      constexpr std::string_view kEscapes = "\"\\/bfnrt";
      return kEscapes.find(text_[at_]) != kEscapes.npos || stop(broken("no such escape"));
    }
    unsigned code = 0;
    if (!four_digits(code)) return false;
    if (code >= 0xDC00 && code <= 0xDFFF) return stop(broken("half a surrogate pair"));
    if (code >= 0xD800 && code <= 0xDBFF) {
      if (at_ + 2 >= text_.size()) return stop(more());
      if (text_[at_ + 1] != '\\' || text_[at_ + 2] != 'u') return stop(broken("half a surrogate pair"));
      at_ += 2;
      if (!four_digits(code)) return false;
      if (code < 0xDC00 || code > 0xDFFF) return stop(broken("half a surrogate pair"));
    }
    return true;
  }

  bool four_digits(unsigned& code) {  // at_ stands on the u, and on the last digit afterwards
    code = 0;
    for (int i = 0; i < 4; ++i) {
      if (++at_ >= text_.size()) return stop(more());
      if (!is_hex(text_[at_])) return stop(broken("expected four hexadecimal digits after \\u"));
      const char c = text_[at_];
      code = code * 16 + static_cast<unsigned>(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return true;
  }

  bool scalar() {
    if (text_[at_] == '"') return string();
    const size_t start = at_;
    while (!at_end() && !is_space(text_[at_]) && text_[at_] != ',' && text_[at_] != '}' &&
           text_[at_] != ']') {
      ++at_;
    }
    const std::string_view token = text_.substr(start, at_ - start);
    if (at_end()) return stop(more());
    if (token == "null" || token == "true" || token == "false") return true;
    if (!token.empty() && json_number_bytes(token) == token.size()) return true;
    at_ = start;
    return stop(broken("expected a value here"));
  }

  std::string_view text_;
  size_t at_;
  std::string open_;  // the brackets that are open, innermost last
  JsonWalk result_{};
};

}  // namespace

JsonWalk walk_json(std::string_view text, size_t at) { return Walker(text, at).walk(); }

size_t json_number_bytes(std::string_view text) {
  size_t at = 0;
  const auto digits = [&] {
    const size_t start = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at - start;
  };
  if (at < text.size() && text[at] == '-') ++at;
  const bool leading_zero = at < text.size() && text[at] == '0';
  const size_t whole = digits();
  if (whole == 0 || (leading_zero && whole > 1)) return 0;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (digits() == 0) return 0;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (digits() == 0) return 0;
  }
  return at;
}

}  // namespace sparkify
