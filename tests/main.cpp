// The entry point of the test program: doctest's own main and nothing else, so that its options
// (--list-test-cases, --source-file=...) work as documented.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
