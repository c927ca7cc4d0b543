// Which columns of a staging table the load's SQL reads.

#include "warehouse/columns_read.h"

#include <gtest/gtest.h>

namespace sparkify {
namespace {

std::set<std::string> not_read(const std::vector<std::string>& statements) {
  StagingFile staging;
  staging.name = "staging_loans";
  for (const char* column : {"object_id", "record_id", "book", "reader", "fee"})
    staging.schema.columns.push_back({column});
  Warehouse warehouse;
  warehouse.star.emplace_back();
  for (const std::string& statement : statements) warehouse.star.back().load.push_back({statement, ""});
  return columns_not_read(warehouse, staging);
}

TEST(ColumnsRead, AreThoseThatAStatementNames) {
  using Names = std::set<std::string>;
  EXPECT_EQ(not_read({"SELECT book, count(*) FROM staging_loans GROUP BY book"}), Names({"reader", "fee"}));
  EXPECT_EQ(not_read({"SELECT l.BOOK FROM Staging_Loans l", "SELECT \"fee\"+1 FROM staging_loans"}),
            Names({"reader"}));
  EXPECT_EQ(not_read({"SELECT book FROM staging_loans", "SELECT * FROM loans", "SELECT fee FROM loans"}),
            Names({"reader", "fee"}));
  EXPECT_EQ(not_read({"SELECT fees, reader_id FROM staging_loans"}), Names({"book", "reader", "fee"}));
}

TEST(ColumnsRead, AreAllWhereAStatementTakesAll) {
  for (const char* statement :
       {"SELECT * FROM staging_loans", "SELECT l.* FROM staging_loans l", "SELECT *, 1 FROM staging_loans",
        "CREATE TEMP VIEW v AS SELECT*FROM staging_loans", "SELECT count( * ) FROM staging_loans"}) {
    EXPECT_TRUE(not_read({statement}).empty()) << statement;
  }
}

}  // namespace
}  // namespace sparkify
