import { isChecked } from './checkedVersions';

/**
 * Keeps XLA from handing sums to a library of kernels (YNNPACK). What such a kernel sums must be stored as a tensor first,
 * while XLA's own loops compute much of it on the way; and XLA adds in a tree, which is more exact: on the sums of 100,000
 * uniform numbers its largest error was 2e-7 of the sum, the library's 6e-6.
 */
const OWN_SUMS = '--xla_cpu_experimental_ynn_fusion_type=';

/**
 * The value of XLA_FLAGS for a TensorFlow version: what is set already, with ours after it where they are known: XLA ends the
 * process when it is given a flag that it does not know. It reads them when it compiles for the first time.
 */
export function xlaFlags(version: string, present = ''): string {
  const given = present.trim();
  const named = OWN_SUMS.slice(0, -1);
  if (!isChecked(version, 'flags') || given.includes(named)) return given;
  return given === '' ? OWN_SUMS : `${given} ${OWN_SUMS}`;
}
