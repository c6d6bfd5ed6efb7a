#pragma once

namespace tissuebook {

// Has the calling thread, and all that begin in it from here on, interrupted by no signal that another thread can take. False where the
// system is another one.
//
// oneDNN, which TensorFlow's matrix products run through, points the stack at memory from malloc while it computes some of them. What the
// system puts on the stack for a signal's handler then overwrites what lies before that memory.
bool KeepSignalsAway();

}  // namespace tissuebook
