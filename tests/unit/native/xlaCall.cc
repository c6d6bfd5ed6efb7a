// What XLA calls, with an XLA that exports nothing. Prints a line for each claim of the test.
#include "xla_call.h"

#include <cstdio>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>

struct XlaCustomCallStatus_ {
  std::optional<std::string> message;
};

template <typename Body>
void Print(Body body) {
  XlaCustomCallStatus_ status;
  tissuebook::GuardXlaCall(&status, "target", body);
  std::printf("%s\n", status.message ? status.message->c_str() : "good");
}

int main() {
  std::printf("%s\n", tissuebook::HasXlaRegistry() ? "registry" : "none");
  Print([]() -> const char * { return nullptr; });
  Print([]() -> const char * { return "a problem"; });
  Print([]() -> const char * { throw std::runtime_error("words"); });
  Print([]() -> const char * { throw std::bad_alloc(); });
  return 0;
}
