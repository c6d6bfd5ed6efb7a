import { type AnnData, outlinesOf, regionsOf } from '../data';
import type { Perturbation, Where } from '../tasks';
import { barsView, heatmapView, type Outline, spatialView, type View } from '../views';

/**
 * A perturbation in pictures: the tissue of its first run before, after and in the control; how far each cell moved;
 * which shares changed, with intervals, beside the control; and from which label to which cells went. A picture that
 * would be empty is left out.
 */
export function perturbationViews(perturbation: Perturbation): View[] {
  const { example, bars, summary } = perturbation;
  const { readOut, controlWords, options } = summary;
  const transitions = perturbation.transitions();
  const regions = outlineOf(example, options.where);
  const views = [
    spatialView(example, {
      color: ['before', 'after', 'control'],
      image: false,
      regions,
      title: `The ${readOut} of the cells before, after, and in the control`,
      caption: `Control: ${controlWords}. Gray cells were not looked at, and so are not labeled.`,
    }),
    spatialView(example, {
      color: 'shift',
      image: false,
      regions,
      title: 'How far each cell moved',
      caption:
        "In the model's own vectors, from before to after. Gray cells were not looked at, and so are not measured.",
    }),
  ];
  if (bars.groups.length > 0) {
    views.push(
      barsView(bars, {
        groupTitle: readOut,
        valueTitle: 'change in share (points)',
        title: `Shares of each ${readOut}: change against before`,
        caption: 'Lines are 95% intervals over the runs; a single run has none.',
      }),
    );
  }
  if (transitions.rows.length > 0) {
    views.push(
      heatmapView(transitions, {
        rowTitle: `${readOut} before`,
        columnTitle: `${readOut} after`,
        valueTitle: 'cells',
        title: `From which ${readOut} to which`,
        caption: 'Cells that kept theirs are left out.',
      }),
    );
  }
  return views;
}

/** The place of the change, where it is an outline. */
function outlineOf(example: AnnData, where: Where | undefined): readonly Outline[] {
  // Somebody may have taken the region out since.
  if (typeof where === 'string') return outlinesOf(regionsOf(example).filter(({ name }) => name === where));
  if (!where || 'cells' in where) return [];
  if ('polygon' in where) return [{ name: 'place', corners: where.polygon }];
  const [left, low, right, high] = where.box;
  const corners: [number, number][] = [
    [left, low],
    [right, low],
    [right, high],
    [left, high],
  ];
  return [{ name: 'place', corners }];
}
