import { checkOptions, integer } from '../../options';
import { startEngine } from '../provider/startEngine';
import { ProfileRecorder } from './profileRecorder';
import type { RunProfile } from './runProfile';

export interface ProfileOptions {
  /** How many cells the work goes through, for the throughput. */
  cells?: number;
}

/**
 * Measures where the time of any work of the engine goes, an embedding say; trainings do it themselves with `profile: true`.
 *
 * ```ts
 * const { result, profile: where } = await profile(() => model.embed(tissue), { cells: tissue.nObs });
 * ```
 *
 * Other work of the process meanwhile counts with it.
 */
export async function profile<T>(
  work: () => Promise<T> | T,
  options: ProfileOptions = {},
): Promise<{ result: T; profile: RunProfile }> {
  checkOptions('profile', options, { cells: integer(1) });
  await startEngine();
  const { cells } = options;
  const recorder = new ProfileRecorder(cells === undefined ? undefined : { name: 'cells', perStep: cells });
  const begin = performance.now();
  try {
    const result = await recorder.step(work);
    return { result, profile: recorder.finish((performance.now() - begin) / 1000) };
  } catch (error) {
    recorder.finish();
    throw error;
  }
}
