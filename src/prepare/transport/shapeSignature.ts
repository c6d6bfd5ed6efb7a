import type { AnnData } from '../../data';
import { mean } from '../../statistics';
import { findMorphology, onComparedScale } from '../morphology/morphologyFeatures';
import { signatureOf } from './pairCells';
import type { ShapeSignature } from './statePairs';

/**
 * A transition's signature in measured shapes (SPATIA's delta m): the mean over pairs of target less control, lengths and areas by their
 * logarithm, in standard deviations over the cells of the pairs. Undefined where the data have no shapes, or a cell lacks one.
 *
 * @param control, target cells by number, pair by pair
 */
export function shapeSignature(adata: AnnData, control: Int32Array, target: Int32Array): ShapeSignature | undefined {
  const measured = findMorphology(adata);
  if (!measured) return undefined;
  const all = onComparedScale(measured.values, measured.logarithmic);
  const [from, to] = [all.takeRows(control), all.takeRows(target)];
  const signature = signatureOf(
    from,
    to,
    control.map((_, pair) => pair),
  );
  const deviations = Array.from(signature, (_, j) => deviationOf([...from.column(j), ...to.column(j)]));
  return { features: measured.features, signature: signature.map((value, j) => value / (deviations[j] || 1)) };
}

function deviationOf(values: readonly number[]): number {
  const center = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - center) ** 2)));
}
