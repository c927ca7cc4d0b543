#include "generate/event_text.h"

#include <charconv>
#include <span>
#include <string_view>

#include "generate/json_text.h"
#include "generate/words.h"

namespace sparkify {

namespace {

constexpr uint64_t kPeople = uint64_t{4} << 40;  // the stream of random numbers that makes a user's facts

void append_number(std::string& out, int64_t number) {
  char digits[20];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
  out.append(digits, end);
}

std::string field(std::string_view key, std::string_view value) {
  return '"' + std::string(key) + "\":" + json_string(value, Slashes::kEscaped, Unicode::kEscaped);
}

void add_fields(std::vector<std::string>& fields, std::string_view key,
                std::span<const std::string_view> values) {
  for (const std::string_view value : values) fields.push_back(field(key, value));
}

}  // namespace

EventText::EventText(const Catalogue& catalogue, uint64_t seed, int64_t first_ms)
    : catalogue_(catalogue), seed_(seed), first_ms_(first_ms) {
  for (const std::string_view name : women_names())
    first_names_.push_back(field("firstName", name) + R"(,"gender":"F")");
  for (const std::string_view name : men_names())
    first_names_.push_back(field("firstName", name) + R"(,"gender":"M")");
  add_fields(last_names_, "lastName", last_names());
  add_fields(locations_, "location", places());
  add_fields(user_agents_, "userAgent", user_agents());
}

void EventText::append(const Event& event, std::string& out) const {
  const Song* song = event.page == Page::kNextSong ? &catalogue_.song(event.song) : nullptr;
  const PageFacts& page = page_facts(event.page);
  Random person(seed_, kPeople + event.user);
  const auto pick = [&](const std::vector<std::string>& fields) -> const std::string& {
    return fields[person.below(fields.size())];
  };
  const std::string& first_name = pick(first_names_);
  const std::string& last_name = pick(last_names_);
  const std::string& location = pick(locations_);
  const std::string& user_agent = pick(user_agents_);
  constexpr uint64_t kSecondsBefore = 90 * 24 * 3600;
  const int64_t registered_ms = first_ms_ - 1000 * static_cast<int64_t>(person.below(kSecondsBefore));

  out += '{';
  out += song != nullptr ? song->event_fields[0] : R"("artist":null)";
  out += event.logged_in ? R"(,"auth":"Logged In",)" : R"(,"auth":"Logged Out",)";
  out += event.logged_in ? first_name : R"("firstName":null,"gender":null)";
  out += R"(,"itemInSession":)";
  append_number(out, event.item);
  out += ',';
  out += event.logged_in ? last_name : R"("lastName":null)";
  out += ',';
  out += song != nullptr ? song->event_fields[1] : R"("length":null)";
  out += event.paid ? R"(,"level":"paid",)" : R"(,"level":"free",)";
  out += event.logged_in ? location : R"("location":null)";
  out += R"(,"method":")";
  out += page.method;
  out += R"(","page":")";
  out += page.name;
  out += R"(","registration":)";
  if (event.logged_in) {
    append_number(out, registered_ms);
    out += ".0";
  } else {
    out += "null";
  }
  out += R"(,"sessionId":)";
  append_number(out, event.session);
  out += ',';
  out += song != nullptr ? song->event_fields[2] : R"("song":null)";
  out += R"(,"status":)";
  append_number(out, page.status);
  out += R"(,"ts":)";
  append_number(out, event.ts_ms);
  out += ',';
  out += event.logged_in ? user_agent : R"("userAgent":null)";
  out += R"(,"userId":")";
  if (event.logged_in) append_number(out, event.user);
  out += "\"}";
}

}  // namespace sparkify
