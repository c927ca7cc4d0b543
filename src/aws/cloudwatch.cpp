#include "aws/cloudwatch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "base/text.h"

namespace sparkify {

double serverless_rpu_seconds(AwsClient& aws, const std::string& workgroup, int64_t from, int64_t to) {
  constexpr AwsService kService{"monitoring", "CLOUDWATCH", AwsProtocol::kQuery, "2010-08-01"};
  constexpr int64_t kHour = 3600, kMostPeriods = 1400;  // an answer has at most 1,440
  const int64_t hours = std::max<int64_t>(1, (to - from) / kHour / kMostPeriods + 1);
  const AwsValue answer = aws.query(kService, "GetMetricStatistics",
                                    {{"Namespace", "AWS/Redshift-Serverless"},
                                     {"MetricName", "ComputeSeconds"},
                                     {"Dimensions.member.1.Name", "Workgroup"},
                                     {"Dimensions.member.1.Value", workgroup},
                                     {"StartTime", format_utc(from)},
                                     {"EndTime", format_utc(to)},
                                     {"Period", fmt::format("{}", hours * kHour)},
                                     {"Statistics.member.1", "Sum"}});
  double seconds = 0;
  for (const AwsValue& point : answer["Datapoints"].children)
    seconds += std::strtod(point["Sum"].text.c_str(), nullptr);
  return seconds;
}

}  // namespace sparkify
