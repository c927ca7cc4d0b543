#include "aws/signature_v4.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace sparkify {

namespace {

std::string hex(std::string_view bytes) {
  constexpr const char* kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::string sha256_hex(std::string_view text) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
  return hex({reinterpret_cast<const char*>(digest), sizeof digest});
}

std::string hmac_sha256(std::string_view key, std::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, &size);
  return {reinterpret_cast<const char*>(digest), size};
}

// Trimmed, with each run of blanks as one.
std::string canonical_value(std::string_view value) { return join(split_words(value), " "); }

std::string canonical_query(const std::vector<std::pair<std::string, std::string>>& query) {
  std::vector<std::pair<std::string, std::string>> encoded;
  for (const auto& [name, value] : query) encoded.emplace_back(percent_encode(name), percent_encode(value));
  std::sort(encoded.begin(), encoded.end());
  std::string text;
  for (const auto& [name, value] : encoded) {
    if (!text.empty()) text += '&';
    text += name;
    text += '=';
    text += value;
  }
  return text;
}

// As curl sends it: without the scheme's own port.
std::string_view host_of(std::string_view endpoint) {
  const std::string_view port = endpoint.starts_with("https") ? ":443" : ":80";
  std::string_view host = endpoint.substr(endpoint.find("://") + 3);
  host = host.substr(0, host.find('/'));
  if (host.ends_with(port)) host.remove_suffix(port.size());
  return host;
}

std::string_view path_of(std::string_view endpoint) {
  const size_t start = endpoint.find('/', endpoint.find("://") + 3);
  return start == endpoint.npos ? "" : endpoint.substr(start);
}

std::string url_of(const AwsRequest& request, const std::string& query) {
  return request.endpoint + percent_encode(request.path, true) + (query.empty() ? "" : "?" + query);
}

}  // namespace

std::string percent_encode(std::string_view text, bool keep_slash) {
  constexpr const char* kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == '~' || (c == '/' && keep_slash);
    if (plain) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += '%';
      encoded += kDigits[byte >> 4];
      encoded += kDigits[byte & 15];
    }
  }
  return encoded;
}

std::string percent_decode(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    unsigned char byte = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16).ptr == text.data() + i + 3) {
      decoded += static_cast<char>(byte);
      i += 2;
    } else {
      decoded += text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

const std::string& SignerV4::signing_key(const std::string& day, const std::string& region,
                                         const std::string& secret) {
  std::string of = day + '/' + region + '/' + secret;
  if (of != key_of_) {
    key_ = hmac_sha256(hmac_sha256(hmac_sha256(hmac_sha256("AWS4" + secret, day), region), service_),
                       "aws4_request");
    key_of_ = std::move(of);
  }
  return key_;
}

HttpRequest SignerV4::sign(const AwsRequest& request, const std::string& region,
                           const Credentials& credentials, std::time_t now) {
  std::tm utc{};
  gmtime_r(&now, &utc);
  char stamp[32];
  std::strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &utc);
  const std::string day(stamp, 8);

  const std::string payload_hash = sha256_hex(request.body);
  auto headers = request.headers;
  headers.emplace_back("x-amz-date", stamp);
  if (service_ == "s3") headers.emplace_back("x-amz-content-sha256", payload_hash);
  if (!credentials.session_token.empty()) {
    headers.emplace_back("x-amz-security-token", credentials.session_token);
  }
  HttpRequest http{request.method, "", headers, request.body};

  headers.emplace_back("host", host_of(request.endpoint));
  for (auto& [name, value] : headers) name = lower(name);
  std::stable_sort(headers.begin(), headers.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string header_lines, signed_names;
  for (size_t i = 0; i < headers.size(); ++i) {
    if (i > 0 && headers[i].first == headers[i - 1].first) {
      header_lines.back() = ',';
    } else {
      header_lines += headers[i].first + ':';
      signed_names += (signed_names.empty() ? "" : ";") + headers[i].first;
    }
    header_lines += canonical_value(headers[i].second) + '\n';
  }

  const std::string query = canonical_query(request.query);
  const std::string canonical =
      fmt::format("{}\n{}{}\n{}\n{}\n{}\n{}", request.method, path_of(request.endpoint),
                  percent_encode(request.path, true), query, header_lines, signed_names, payload_hash);
  const std::string scope = fmt::format("{}/{}/{}/aws4_request", day, region, service_);
  const std::string to_sign =
      fmt::format("AWS4-HMAC-SHA256\n{}\n{}\n{}", stamp, scope, sha256_hex(canonical));
  const std::string signature =
      hex(hmac_sha256(signing_key(day, region, credentials.secret_access_key), to_sign));
  http.headers.emplace_back("authorization",
                            fmt::format("AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, Signature={}",
                                        credentials.access_key_id, scope, signed_names, signature));
  http.url = url_of(request, query);
  return http;
}

HttpRequest unsigned_request(const AwsRequest& request) {
  return {request.method, url_of(request, canonical_query(request.query)), request.headers, request.body};
}

}  // namespace sparkify
