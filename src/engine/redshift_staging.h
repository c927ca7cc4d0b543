#pragma once
// A place in S3 where rows are put for Amazon Redshift's COPY to take: compressed parts of even size, as many
// as a multiple of the slices, and a manifest that names them. Nothing touches the disk. One warehouse keeps
// to one folder below the staging prefix, so that what a killed load left there can be removed; a load that
// fails removes its own.
// docs.aws.amazon.com/redshift/latest/dg/c_best-practices-use-multiple-files.html

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "aws/s3_client.h"
#include "scan/row_batch.h"

namespace sparkify {

class RedshiftStaging {
 public:
  // `location` is s3://bucket/prefix; `warehouse` tells the warehouses apart that share it.
  RedshiftStaging(const std::string& location, const std::string& origin, std::string_view warehouse,
                  const S3Options& options);
  ~RedshiftStaging();
  RedshiftStaging(const RedshiftStaging&) = delete;
  RedshiftStaging& operator=(const RedshiftStaging&) = delete;

  // All of these block and throw Error. What is put has URLs s3://bucket/key.
  std::vector<std::string> put_rows(const RowBatch& batch, size_t slices, size_t longest_text_bytes);
  std::string put_manifest(std::string_view name, const std::vector<std::string>& urls);
  void remove(const std::vector<std::string>& urls);
  void remove_leftovers();  // of loads that were killed

  std::string region() const { return client_.region(); }

 private:
  class Transfers;
  void remove_keys(const std::vector<std::string>& keys);
  std::string url(const std::string& key) const;

  std::string bucket_, folder_, unique_;
  int sequence_ = 0;
  std::set<std::string> put_;  // and not removed
  bool failed_ = false;        // S3 did, and is not asked again for what can wait
  S3Client client_;
};

}  // namespace sparkify
