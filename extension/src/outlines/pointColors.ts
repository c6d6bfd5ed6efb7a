import { panelCells, pointGroups, type SpatialPanel } from '../../../src/protocol';
import { colorsOf, OPACITY } from '../points/pointCloud';

/**
 * Red, green, blue and opacity of each point of a panel, 0 to 255: its color, faint beside a selection, and nothing where the reader has switched it off.
 *
 * @param hidden places in pointGroups
 * @param mask [nCells] 1 for what is selected; undefined when nothing is
 */
export function pointColors(
  panel: SpatialPanel,
  hidden: ReadonlySet<number>,
  mask: Uint8Array | undefined,
): Uint8Array {
  const groups = pointGroups(panel);
  const { palette, colorOf } = colorsOf(panel, groups);
  const bytes = palette.map((color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16)));
  const cells = panelCells(panel);
  const rgba = new Uint8Array(4 * panel.x.shape[0]!);
  const [faint, full] = OPACITY.map((share) => Math.round(255 * share)) as [number, number];
  groups.forEach(({ index }, g) => {
    if (hidden.has(g)) return;
    for (const point of index) {
      const [red, green, blue] = bytes[colorOf(point, g)]!;
      const on = !mask || mask[cells ? cells[point]! : point];
      rgba.set([red!, green!, blue!, on ? full : faint], 4 * point);
    }
  });
  return rgba;
}
