#include "signals.h"

#ifndef _WIN32
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <initializer_list>
#endif

namespace tissuebook {

#ifndef _WIN32
namespace {

// Room for the registers of any processor and for V8's profiler, which looks at a hundred frames and more.
constexpr size_t kHandlerStack = 256 * 1024;

// Takes signals of the process, as one of its threads has to.
void *TakeSignals(void *) {
  for (;;) pause();
  return nullptr;
}

bool StartTaker() {
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return false;
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, kHandlerStack);
  pthread_t taker;
  const bool started = pthread_create(&taker, &attributes, TakeSignals, nullptr) == 0;
  pthread_attr_destroy(&attributes);
  return started;
}

// What is sent to this thread by name, as V8's profiler does, has a stack of its own where its handler asks for one.
bool GiveHandlerStack() {
  stack_t stack{};
  if (sigaltstack(nullptr, &stack) == 0 && !(stack.ss_flags & SS_DISABLE)) return true;
  stack = {};
  stack.ss_sp = std::malloc(kHandlerStack);
  stack.ss_size = kHandlerStack;
  return stack.ss_sp && sigaltstack(&stack, nullptr) == 0;
}

}  // namespace
#endif

bool KeepSignalsAway() {
#ifdef _WIN32
  return false;
#else
  static const bool taken = StartTaker();
  if (!taken) return false;
  sigset_t others;
  sigfillset(&others);
  // Faults are the thread's own, and the profiler asks for this thread.
  for (const int own : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS, SIGPIPE, SIGPROF}) sigdelset(&others, own);
  return GiveHandlerStack() && pthread_sigmask(SIG_BLOCK, &others, nullptr) == 0;
#endif
}

}  // namespace tissuebook
