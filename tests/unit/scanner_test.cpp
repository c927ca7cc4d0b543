// Bytes -> rows and rejects, whatever the form of the records and wherever the blocks are cut.

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <map>
#include <random>

#include "base/text.h"
#include "scan/object_scanner.h"
#include "scan/plain_text.h"

namespace sparkify {
namespace {

// Gives bytes in pieces of a fixed size.
class PiecewiseReader : public ByteReader {
 public:
  PiecewiseReader(std::string text, size_t piece_bytes) : text_(std::move(text)), piece_bytes_(piece_bytes) {}
  size_t read(char* into, size_t capacity_bytes) override {
    const size_t bytes = std::min({capacity_bytes, piece_bytes_, text_.size() - at_});
    text_.copy(into, bytes, at_);
    at_ += bytes;
    return bytes;
  }

 private:
  std::string text_;
  size_t piece_bytes_, at_ = 0;
};

Schema lineage_and(const std::vector<Column>& columns) {
  Schema schema{"t", {{"object_id", ColumnType::kBigInt, true}, {"record_id", ColumnType::kBigInt, true}}};
  schema.columns.insert(schema.columns.end(), columns.begin(), columns.end());
  return schema;
}

RecordFormat format() {
  RecordFormat format;
  format.schema = lineage_and({{"name", ColumnType::kText, false, 20},
                               {"n", ColumnType::kBigInt},
                               {"x", ColumnType::kDouble},
                               {"ok", ColumnType::kBoolean},
                               {"at", ColumnType::kTimestamp}});
  format.paths = {{"name"}, {"n"}, {"x"}, {"ok"}, {"at"}};
  return format;
}

// "name,n,x,ok,at" a row, then "code line:byte+position column" a reject.
std::string scan(const std::string& text, const RecordFormat& form = format(), size_t size_hint = 1 << 20) {
  RowBatch batch(form.rows());
  const std::vector<Column>& columns = batch.schema().columns;
  RecordParser parser(form);
  ScanOutput output(batch, parser);
  ObjectScanner scanner(1, size_hint, std::make_unique<PiecewiseReader>(text, 7));
  while (scanner.scan_block(output)) {
  }
  output.give_rows();
  std::string result;
  int64_t rows = 0;
  for (const auto& chunk : batch.chunks()) {
    for (size_t row = 0; row < chunk->rows(); ++row, ++rows) {
      for (size_t column = kLineageColumns; column < columns.size(); ++column) {
        if (column > kLineageColumns) result += ',';
        if (chunk->is_null(column, row)) continue;
        switch (columns[column].type) {
          case ColumnType::kText:
            result += chunk->text(column, row);
            break;
          case ColumnType::kDouble:
            result += fmt::format("{}", chunk->values<double>(column)[row]);
            break;
          case ColumnType::kBoolean:
            result += chunk->values<bool>(column)[row] ? "true" : "false";
            break;
          default:
            result += fmt::format("{}", chunk->values<int64_t>(column)[row]);
        }
      }
      result += '\n';
    }
  }
  const std::vector<Reject> rejects = scanner.take_rejects();
  for (const Reject& reject : rejects) {
    result += fmt::format("{} {}:{}+{} {}\n", reject.code, reject.line, reject.byte, reject.position,
                          reject.column_name);
  }
  EXPECT_EQ(scanner.counts().records, rows + static_cast<int64_t>(rejects.size()));
  return result;
}

TEST(Scanner, TakesValuesAsCopyDoes) {
  EXPECT_EQ(scan(R"({"name":"a","n":1,"x":2.5,"ok":true,"at":1000})"), "a,1,2.5,true,1000000\n");
  EXPECT_EQ(scan(R"({"name":123.40,"n":"26","x":"","ok":"f","at":"1000"})"), "123.40,26,,false,1000000\n");
  EXPECT_EQ(scan(R"({"name":"","n":1540919166796.0,"x":1e3,"ok":0,"at":null})"),
            ",1540919166796,1000,false,\n");
  EXPECT_EQ(scan(R"({"n":1.5e2,"name":true,"x":7})"), "true,150,7,,\n");
  EXPECT_EQ(scan(R"({"name":{"a":[1,"}"]},"n":null})"), "{\"a\":[1,\"}\"]},,,,\n");
  EXPECT_EQ(scan(R"({"n":-3.0})") + scan(R"({"n":-0.0})"), ",-3,,,\n,0,,,\n");
  EXPECT_EQ(scan(R"({"n":9007199254740991.0})"), ",9007199254740991,,,\n");
  EXPECT_EQ(scan(R"({"n":9007199254740993.0})"), ",9007199254740992,,,\n");  // as a double
  EXPECT_EQ(scan(R"({"n":1,"n":2})"), ",2,,,\n");
  EXPECT_EQ(scan(R"({"n":null,"n":2})") + scan(R"({"n":2,"n":null})"), ",2,,,\n,,,,\n");
  EXPECT_EQ(scan(R"({"\u006eame":"k","x":-0.5})"), "k,,-0.5,,\n");
  EXPECT_EQ(scan(R"({"name":"\"\u00e9\/\ud83d\ude00\t"})"), "\"é/😀\t,,,,\n");
}

TEST(Scanner, TakesTextOfAnyLength) {
  const std::string letters = "abcdefghijklmnopqrst";
  std::string records, rows;
  for (size_t bytes = 0; bytes <= letters.size(); ++bytes) {
    for (const std::string& text : {letters.substr(0, bytes), letters.substr(letters.size() - bytes)}) {
      records +=
          R"({"name":")" + text + "\",\"n\":1}\n" + R"({"name":"\u0061)" + text.substr(0, 19) + "\"}\n";
      rows += text + ",1,,,\na" + text.substr(0, 19) + ",,,,\n";
    }
  }
  EXPECT_EQ(scan(records), rows);
}

// A record of the last one's shape is not parsed but cut: it must mean the same.
TEST(Scanner, TakesARecordLikeTheLastAsItTakesItAlone) {
  const std::vector<std::string> values = {"0",
                                           "7",
                                           "-7",
                                           "007",
                                           "+7",
                                           "123456789012345678",
                                           "9223372036854775807",
                                           "9223372036854775808",
                                           "99999999999999999999999",
                                           "1.0",
                                           "1.5",
                                           "1e3",
                                           "1E3",
                                           ".5",
                                           "1.",
                                           "\"26\"",
                                           "\" 26 \"",
                                           "\"0x1\"",
                                           "\"\"",
                                           "\" \"",
                                           "null",
                                           "nul",
                                           "true",
                                           "{}",
                                           "\"\\u0031\"",
                                           "\"twelve or more\"",
                                           "\"\xC3\xA9\"",
                                           "\"\xC3\"",
                                           "\"a\tb\"",
                                           "\"\\q\"",
                                           "\"\\u0000twelve or more\""};
  for (const char* key : {"name", "n", "x", "ok", "at", "unknown"}) {
    const auto record = [&](const std::string& value) {
      return fmt::format("{{\"n\":null,\"{}\":{},\"x\":2}}\n", key, value);
    };
    for (const std::string& value : values) {
      const std::string alone = scan(record(value)), before = scan(record("null"));
      const std::string after = scan(record("null") + record(value) + record(value) + record("null"));
      const bool is_row = alone.starts_with(",") || alone.find(':') == alone.npos;
      EXPECT_EQ(std::count(after.begin(), after.end(), '\n'), 4) << record(value);
      if (is_row) {
        EXPECT_EQ(after, before + alone + alone + before) << record(value);
      } else {
        EXPECT_TRUE(after.starts_with(before + before)) << record(value) << after;
        EXPECT_NE(after.find(alone.substr(0, alone.find(' '))), after.npos) << record(value) << after;
      }
    }
  }
}

TEST(Scanner, TakesANumberThatWasCutAsItTakesItAlone) {
  const auto scan_values = [](std::string_view key, std::initializer_list<std::string_view> values) {
    std::string text;
    for (const std::string_view value : values) text += fmt::format("{{\"{}\":{}}}\n", key, value);
    return scan(text, format(), text.size());
  };
  std::map<std::string_view, std::string> zero;
  for (const char* key : {"n", "x", "at"}) zero[key] = scan_values(key, {"0"});
  std::mt19937 random(1);
  for (int round = 0; round < 5'000; ++round) {
    std::string number = std::to_string(random() % 10);
    const size_t digits = 1 + random() % 19;
    while (number.size() < digits) number += std::to_string(random() % (round % 2 == 0 ? 10 : 1));
    if (round % 3 != 0) number.insert(1 + random() % digits, ".");
    for (const auto& [key, first] : zero) {
      const std::string alone = scan_values(key, {number});
      const std::string after = scan_values(key, {"0", number});
      const bool is_row = alone.find(':') == alone.npos;
      const std::string code = alone.substr(0, alone.find(' '));
      EXPECT_TRUE(is_row ? after == first + alone : after.starts_with(first + code)) << number << '\n'
                                                                                     << after;
    }
  }
}

TEST(Scanner, HoldsAStringItKnowsToTheColumnsLimit) {
  RecordFormat form;
  form.schema = lineage_and({{"a", ColumnType::kText}, {"b", ColumnType::kText, false, 12}});
  form.paths = {{"a"}, {"b"}};
  const std::string quoted = R"("\"over twelve\"")", plain = R"("x")";
  const auto record = [](const std::string& a, const std::string& b) {
    return fmt::format("{{\"a\":{},\"b\":{}}}\n", a, b);
  };
  EXPECT_EQ(scan(record(plain, plain) + record(quoted, plain) + record(plain, quoted) + record(quoted, plain),
                 form),
            "x,x\n\"over twelve\",x\n\"over twelve\",x\ntoo_long 3:50+13 b\n");

  form.schema = lineage_and({{"a", ColumnType::kText}, {"b", ColumnType::kText, false, 70}});
  const std::string seventy(70, 'y'), more(71, 'y');
  const auto quote = [](const std::string& text) { return '"' + text + '"'; };
  std::string text, rows;
  for (int i = 0; i < 3; ++i) {
    text += record(quote(more), quote(seventy));
    rows += more + ',' + seventy + '\n';
  }
  const std::string line = record(plain, quote(more)), space(300, ' ');
  EXPECT_EQ(scan(text + line + space, form), rows + fmt::format("too_long 4:{}+13 b\n", text.size()));
}

// A long string that came lately is recognised by its bytes: one that only starts like it is another.
TEST(Scanner, KnowsALongStringFromOneThatStartsLikeIt) {
  RecordFormat form;
  form.schema = lineage_and({{"a", ColumnType::kText}, {"b", ColumnType::kText}});
  form.paths = {{"a"}, {"b"}};
  std::mt19937 random(1);
  std::string text, rows, codes;
  for (const size_t bytes : {63, 64, 65, 80, 247, 248, 249, 300}) {
    std::vector<std::string> strings = {"short", R"(\u00e9)"};
    for (const char* end :
         {"", "a", "a}", R"(\")", R"(\\)", R"(\/)", "\xC3\xA9", "\xC3", "\t", R"(\u0000)", R"(\q)", " "})
      strings.push_back(std::string(bytes, '-') + end);
    for (int i = 0; i < 400; ++i) {
      const auto any = [&] { return strings[random() % strings.size()]; };
      const std::string record = fmt::format("{{\"a\":\"{}\",\"b\":\"{}\"}}\n", any(), any());
      const std::string alone = scan(record, form);
      const bool is_row = alone.find(':') == alone.npos;
      (is_row ? rows : codes) += is_row ? alone : alone.substr(0, alone.find(' ') + 1);
      text += record;
    }
  }
  const std::string all = scan(text, form);
  EXPECT_EQ(all.substr(0, rows.size()), rows);
  std::string found;
  for (const std::string& line : split(all.substr(rows.size()), '\n'))
    found += line.substr(0, line.find(' ') + 1);
  EXPECT_EQ(found, codes);
  EXPECT_GT(rows.size(), 100'000U);
  EXPECT_GT(codes.size(), 1'000U);
}

TEST(Scanner, ChecksAColumnThatIsNotKept) {
  std::string text;
  for (const char* name :
       {"\"a\"", "7", "null", "\"an \\\"escaped\\\" one\"", "\"more than twenty bytes\"", "\"\\u0000\""}) {
    for (const char* x : {"2.5", "\"\"", "\"1e3\"", "\"two\"", "true"}) {
      text += fmt::format(
          "{{\"name\":{0},\"n\":1,\"x\":{1},\"ok\":true}}\n{{\"x\":{1},\"name\":\"b\",\"n\":2,\"name\":{0}}}"
          "\n",
          name, x);
    }
  }
  RecordFormat form = format();
  form.not_kept = {"name", "x"};
  std::string expected;
  for (const std::string& line : split(scan(text), '\n')) {
    const std::vector<std::string> cells = split(line, ',');  // name, n, x, ok, at; or a reject
    expected += cells.size() < 5 ? line : fmt::format("{},{},{}", cells[1], cells[3], cells[4]);
    expected += '\n';
  }
  expected.pop_back();
  EXPECT_EQ(scan(text, form), expected);
  EXPECT_NE(expected.find("too_long"), expected.npos);
  EXPECT_NE(expected.find("not_a_number"), expected.npos);
}

TEST(Scanner, FindsTheEndOfPlainTextByEitherMeans) {
  std::mt19937 random(1);
  for (int round = 0; round < 20'000; ++round) {
    std::string text(64 + 16, 'a');
    const size_t size = random() % 64;
    for (size_t i = 0; i < size % 8; ++i) text[random() % text.size()] = static_cast<char>(random());
    const PlainText fast = plain_text(text.data(), text.data() + size);
    const PlainText by_words = plain_text_by_words(text.data(), text.data() + size);
    const auto stops = std::find_if(text.begin(), text.end(), [](char c) {
      return c == '"' || c == '\\' || static_cast<unsigned char>(c) < ' ';
    });
    const auto expected = static_cast<size_t>(stops - text.begin());
    for (const PlainText& found : {fast, by_words}) {
      const auto end = static_cast<size_t>(found.end - text.data());
      if (expected >= size) {
        EXPECT_GE(end, size);
        continue;
      }
      EXPECT_EQ(end, expected);
      EXPECT_EQ(found.is_ascii, std::all_of(text.begin(), stops, [](char c) { return (c & 0x80) == 0; }));
    }
  }
}

TEST(Scanner, SaysWhatDoesNotFit) {
  EXPECT_EQ(scan(R"({"n":"x"})"), "not_an_integer 1:0+5 n\n");
  EXPECT_EQ(scan(R"({"n":1.5})"), "not_an_integer 1:0+5 n\n");
  EXPECT_EQ(scan(R"({"n":9223372036854775808})"), "out_of_range 1:0+5 n\n");
  EXPECT_EQ(scan(R"({"n":true})"), "not_an_integer 1:0+5 n\n");
  EXPECT_EQ(scan(R"({"x":"NaN"})"), "not_a_number 1:0+5 x\n");
  EXPECT_EQ(scan(R"({"x":1e999})"), "out_of_range 1:0+5 x\n");
  EXPECT_EQ(scan(R"({"ok":2})"), "not_a_boolean 1:0+6 ok\n");
  EXPECT_EQ(scan(R"({"at":"yesterday"})"), "not_a_timestamp 1:0+6 at\n");
  EXPECT_EQ(scan(R"({"name":"twenty-one characters"})"), "too_long 1:0+8 name\n");
  EXPECT_EQ(scan("{\"name\":\"a\\u0000b\"}"), "nul_character 1:0+8 name\n");
  RecordFormat required = format();
  required.schema.columns[3].required = true;
  EXPECT_EQ(scan(R"({"name":"a"})", required), "required 1:0+0 n\n");
  EXPECT_EQ(scan(R"({"n":""})", required), "required 1:0+5 n\n");
}

TEST(Scanner, FindsRecordsInAnyForm) {
  const std::string rows = ",1,,,\n,2,,,\n";
  EXPECT_EQ(scan("{\"n\":1}\n{\"n\":2}"), rows);
  EXPECT_EQ(scan("\xEF\xBB\xBF{\"n\":1}\r\n\r\n\n  {\"n\":2}\r\n"), rows);
  EXPECT_EQ(scan("{\"n\":1}{\"n\":2}"), rows);
  EXPECT_EQ(scan("{\"n\":1} \t{\"n\":2} "), rows);
  EXPECT_EQ(scan("{\n  \"n\": 1,\n  \"x\": null\n}\n{\n\"n\"\n:\n2}"), rows);
  const std::string printed = "{\n \"n\": 1\n}\n";
  EXPECT_EQ(scan(printed + printed + printed + "{]\n" + printed),
            ",1,,,\n,1,,,\n,1,,,\n,1,,,\nsyntax 10:36+1 \n");
  EXPECT_EQ(scan(""), "");
  EXPECT_EQ(scan("\n \n"), "");
}

TEST(Scanner, ABadRecordDoesNotSwallowTheGoodOnes) {
  EXPECT_EQ(scan("{\"n\":1}\n{\"n\":\n{\"n\":2}\n{\"n\":3}"), ",1,,,\n,2,,,\n,3,,,\ntruncated 2:8+5 \n");
  EXPECT_EQ(scan("{\"n\":1,\n{\"n\":2}"), ",2,,,\ntruncated 1:0+7 \n");
  EXPECT_EQ(scan("{\"name\":\"cut o\n{\"n\":2}"), ",2,,,\ntruncated 1:0+14 \n");
  EXPECT_EQ(scan("<html>\n{\"n\":2}\n42"), ",2,,,\nnot_an_object 1:0+0 \nnot_an_object 3:15+0 \n");
  EXPECT_EQ(scan("{\"n\" 1}\n{\"n\":2}"), ",2,,,\nsyntax 1:0+5 \n");
  EXPECT_EQ(scan("{\"n\":1},{\"n\":2}\n{\"n\":3}"), ",1,,,\n,3,,,\nnot_an_object 1:7+0 \n");
  EXPECT_EQ(scan("{\"n\":tru}\n{\"n\":01}\n{\"name\":\"\\q\"}\n{\"zz\":-}\n{\"n\":2}"),
            ",2,,,\nsyntax 1:0+5 \nsyntax 2:10+5 \nsyntax 3:19+10 \nsyntax 4:33+6 \n");
  EXPECT_EQ(scan("{\"name\":\"\xC3\xA9\xFF\"}\n{\"n\":2}"), ",2,,,\nbad_utf8 1:0+11 \n");
  EXPECT_EQ(scan("{\n \"n\": 1\n \"x\": 2\n}\n{\"n\":2}"), ",2,,,\ntruncated 1:0+11 \n");
  EXPECT_EQ(scan("{\"name\":\"a\":1,\"n\":1}\n{\"n\":2}"), ",2,,,\nsyntax 1:0+11 \n");
  EXPECT_EQ(scan(std::string("{}\0\0\n{\"n\":2}", 12)), ",,,,\n,2,,,\nnot_an_object 1:2+0 \n");
  EXPECT_EQ(scan(std::string("{\"n\":null\0\0}\n{\"n\":2}", 20)), ",2,,,\nsyntax 1:0+5 \n");
  EXPECT_EQ(scan("[1,2]\n{\"n\":2}"), ",2,,,\nnot_an_object 1:0+0 \n");
  EXPECT_EQ(scan("{\"n\":1}}\n{\"n\":2}"), ",1,,,\n,2,,,\nnot_an_object 1:7+0 \n");
}

TEST(Scanner, ARecordMayHaveFourMegabytes) {
  RecordFormat form = format();
  form.schema.columns[2].max_text_bytes = 0;
  const std::string large(kMaxRecordBytes - 20, 'a');
  EXPECT_EQ(scan("{\"name\":\"" + large + "\"}\n{\"n\":2}", form), large + ",,,,\n,2,,,\n");
  const std::string too_large(kMaxRecordBytes + 20, 'a');
  EXPECT_EQ(scan("{\"name\":\"" + too_large + "\"}\n{\"n\":2}", form), ",2,,,\ntoo_large 1:0+0 \n");
  EXPECT_EQ(scan("{\"name\":\"" + too_large + too_large, form), "too_large 1:0+0 \n");
}

TEST(Scanner, ALineOfManyMegabytesIsOneReject) {
  const std::string endless(3 * kMaxRecordBytes, 'a');
  for (const char* start : {"", "{", "{\"name\":", "["}) {
    EXPECT_EQ(scan(start + endless + "\n{\"n\":2}"), ",2,,,\ntoo_large 1:0+0 \n") << start;
  }
}

TEST(Scanner, TheBlocksMayBeCutAnywhere) {
  std::string text;
  for (int i = 0; i < 400; ++i) {
    text += fmt::format("{{\"n\":{},\"name\":\"r\\u00e9{}\"}}\n{{\n \"n\": {}\n}} {{\"n\":\n", i, i, -i);
  }
  const std::string expected = scan(text);
  EXPECT_NE(expected.find(",399,"), expected.npos);
  for (size_t hint = 0; hint < 3000; hint += 13) EXPECT_EQ(scan(text, format(), hint), expected);
}

TEST(Scanner, ReadsNestedPathsAndArrays) {
  RecordFormat form;
  form.schema = lineage_and({{"a", ColumnType::kText}, {"b", ColumnType::kBigInt}});
  form.paths = parse_jsonpaths(R"({"jsonpaths": ["$['user']['name']", "$.tags[1]"]})", "test");
  EXPECT_EQ(scan(R"({"tags":[5,6],"user":{"x":1,"name":"Ann"}} {"user":{}})", form), "Ann,6\n,\n");
  EXPECT_EQ(
      scan(R"({"user":{"name":"Bo"},"tags":0,"us\u0065r":{"n\u0061me":"Cy","name":"D\n"},"tags":[[],7]})",
           form),
      "D\n,7\n");
  form.paths = parse_jsonpaths(R"({"jsonpaths": ["$[0]", "$[1]"]})", "test");
  EXPECT_EQ(scan("[\"Bo\",3]\n[\"Cy\"]", form), "Bo,3\nCy,\n");
}

TEST(Scanner, ReadsCompressedObjects) {
  const std::string text = "{\"n\":1}\n{\"n\":2}";
  std::string zstd(ZSTD_compressBound(text.size()), '\0');
  zstd.resize(ZSTD_compress(zstd.data(), zstd.size(), text.data(), text.size(), 1));
  EXPECT_EQ(scan(zstd), ",1,,,\n,2,,,\n");
  EXPECT_EQ(scan(std::string("\x5a\x2a\x4d\x18\x02\0\0\0ab", 10) + zstd), ",1,,,\n,2,,,\n");
  EXPECT_NE(scan(zstd.substr(0, zstd.size() - 3)).find("bad_compression"), std::string::npos);
  z_stream stream{};
  ASSERT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string gzip(200, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(gzip.data());
  stream.avail_out = static_cast<uInt>(gzip.size());
  deflate(&stream, Z_FINISH);
  gzip.resize(stream.total_out);
  deflateEnd(&stream);
  EXPECT_EQ(scan(gzip), ",1,,,\n,2,,,\n");
  EXPECT_EQ(scan(gzip + std::string(500, '\0') + gzip + '\0'), ",1,,,\n,2,,,\n,1,,,\n,2,,,\n");
  EXPECT_NE(scan(gzip + "x").find("bad_compression"), std::string::npos);
  EXPECT_EQ(scan(gzip + gzip), ",1,,,\n,2,,,\n,1,,,\n,2,,,\n");  // as cat makes them
  EXPECT_NE(scan(gzip.substr(0, gzip.size() - 4)).find("bad_compression"), std::string::npos);
}

}  // namespace
}  // namespace sparkify
