/**
 * TensorFlow versions, without the patch number, with which what lies beyond its C interface was tried: flags of XLA, at which others may end
 * the process, and the parts of XLA's C++ interface that native/source/xla_call.cc mirrors, whose layout others may have changed. The tests of
 * the engine have to pass with a version before it is listed.
 */
const CHECKED: readonly string[] = ['2.21'];

export function isChecked(version: string): boolean {
  return CHECKED.includes(version.split('.').slice(0, 2).join('.'));
}
