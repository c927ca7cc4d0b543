// What ThreadSanitizer is told in its build: DuckDB, libcurl and the like are not instrumented, so that what
// it would say of them is false.

extern "C" const char* __tsan_default_options() {  // NOLINT(bugprone-reserved-identifier)
  return "ignore_noninstrumented_modules=1";
}
