import {
  type CategoryColor,
  decodeArray,
  MISSING_COLOR,
  type SpatialPanel,
  type SpatialPayload,
  type ValueColor,
} from '../../../src/protocol';

/** A line of the legend: one label in all panels that share it, one outline, or the points without a value. */
export interface LegendEntry {
  /** The same for the same label in another payload with these labels. */
  key: string;
  name: string;
  /** #rrggbb */
  color: string;
  /** How many points have it; undefined for outlines, and where panels show the same cells twice. */
  count: number | undefined;
  line?: boolean;
  /** Which panels it is in, and what its points are there, as pointGroups has it. */
  places: { panel: number; what: number | 'missing' | 'region' }[];
}

/** What one set of colors says: a list of labels, or a scale with what it leaves out. */
export interface LegendPart {
  title: string;
  entries: LegendEntry[];
  scale?: ValueColor;
}

const OUTLINE = '#7a7a7a';

/** The legend of a tissue or an embedding. Panels with the same labels and colors, or on the same scale, share a part. */
export function legendParts(payload: SpatialPayload): LegendPart[] {
  const parts = new Map<string, LegendPart & { names: Set<string>; panels: number }>();
  payload.panels.forEach((panel, p) => {
    const { color } = panel;
    const key = JSON.stringify(color.by === 'category' ? [color.labels, color.palette] : [color.name, color.vmin, color.vmax, color.scale, color.unit]); // prettier-ignore
    const part = parts.get(key) ?? { title: '', entries: [], names: new Set(), panels: 0, ...(color.by === 'value' && { scale: color }) }; // prettier-ignore
    parts.set(key, part);
    part.names.add(color.name);
    part.panels++;
    for (const entry of entriesOf(color, p)) {
      const known = part.entries.find((each) => each.key === entry.key);
      if (!known) part.entries.push(entry);
      else {
        known.places.push(...entry.places);
        known.count! += entry.count!;
      }
    }
  });
  const colors = [...parts.values()].map(({ names, panels, entries, scale }): LegendPart => {
    // Panels of the same cells would count each of them several times.
    if (payload.linked && panels > 1) for (const entry of entries) entry.count = undefined;
    const order = scale ? entries : entries.sort((a, b) => placeOf(a) - placeOf(b));
    return { title: [...names].join(', '), entries: order, ...(scale && { scale }) };
  });
  const outlines = outlineEntries(payload.panels);
  return [...colors, ...(outlines.length ? [{ title: '', entries: outlines }] : [])];
}

/** Labels in the order of their column, and what has none at the end. */
function placeOf({ places }: LegendEntry): number {
  const { what } = places[0]!;
  return typeof what === 'number' && what >= 0 ? what : Infinity;
}

function entriesOf(color: CategoryColor | ValueColor, panel: number): LegendEntry[] {
  if (color.by === 'value') {
    const count = countsOf(color)[0]!;
    if (count === 0) return [];
    return [
      { key: 'missing', name: 'not measured', color: MISSING_COLOR, count, places: [{ panel, what: 'missing' }] },
    ];
  }
  return countsOf(color).flatMap((count, i): LegendEntry[] => {
    const code = i - 1;
    if (count === 0) return [];
    const [name, own] = code < 0 ? ['not labeled', MISSING_COLOR] : [color.labels[code]!, color.palette[code]!];
    return [{ key: `c${code}`, name, color: own, count, places: [{ panel, what: code }] }];
  });
}

const counted = new WeakMap<object, number[]>();

/** How many points have no label, and each label in turn; for values, how many were not measured. */
function countsOf(color: CategoryColor | ValueColor): number[] {
  const known = counted.get(color);
  if (known) return known;
  const counts = new Array<number>(color.by === 'category' ? color.labels.length + 1 : 1).fill(0);
  if (color.by === 'category') for (const code of decodeArray(color.codes)) counts[code + 1]!++;
  else for (const value of decodeArray(color.values)) if (Number.isNaN(value)) counts[0]!++;
  counted.set(color, counts);
  return counts;
}

function outlineEntries(panels: readonly SpatialPanel[]): LegendEntry[] {
  const entries = new Map<string, LegendEntry>();
  panels.forEach(({ regions = [] }, panel) => {
    for (const { name } of regions) {
      const key = `r${name}`;
      const entry = entries.get(key) ?? { key, name, color: OUTLINE, count: undefined, line: true, places: [] };
      entry.places.push({ panel, what: 'region' });
      entries.set(key, entry);
    }
  });
  return [...entries.values()];
}
