#pragma once
// Places at which the crash tests kill the process: SPARKIFY_CRASH_AT=17 ends it, without any clean-up, the
// 17th time that it passes one. Without the variable they do nothing.

namespace sparkify {

void crash_point();

}  // namespace sparkify
