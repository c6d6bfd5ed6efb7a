/** What lies beyond TensorFlow's C interface: at what it does not know it may end the process. */
export type Beyond = 'native calls' | 'flags' | 'kept steps';

/**
 * TensorFlow versions, without the patch number, with which it was tried. Native calls: the parts of XLA's C++ interface that
 * native/source/xla_call.cc mirrors, whose layout others may have changed. Flags: those of XLA in xlaFlags.ts. Kept
 * steps: the files of XLA's that keptSteps reads and writes. The tests of the engine have to
 * pass with a version before it is listed.
 */
const CHECKED: Readonly<Record<Beyond, readonly string[]>> = {
  'native calls': ['2.18', '2.19', '2.20', '2.21'],
  flags: ['2.21'],
  'kept steps': ['2.21'],
};

export function isChecked(version: string, beyond: Beyond): boolean {
  return CHECKED[beyond].includes(version.split('.').slice(0, 2).join('.'));
}
