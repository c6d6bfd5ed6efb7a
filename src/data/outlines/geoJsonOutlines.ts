import { basename } from 'node:path';
import { TissuebookError } from '../../errors';
import { type Geometry, ringsOfGeometry } from './geometryRings';
import { jsonElements } from './jsonElements';
import type { OutlineBuilder } from './outlineBuilder';
import type { Outlines } from './outlines';

interface Feature {
  id?: unknown;
  geometry?: Geometry | null;
  properties?: Record<string, unknown> | null;
}

/** Properties that name a cell, the first that is there. */
const NAMES = ['cell_id', 'cellId', 'EntityID', 'name'];

/**
 * Outlines of a GeoJSON file, as QuPath exports detections and cells: a feature each, named by `name`, one of its properties, else by cell_id or name among
 * them, else by the feature's id, else counted from 1. Annotations are left out where there are cells.
 *
 * @throws TissuebookError 'missing-key' when no feature has the property `name`, 'corrupt'
 */
export async function readGeoJsonOutlines(
  path: string,
  builder: OutlineBuilder,
  { name, maxSeconds }: { name: string | undefined; maxSeconds: number },
): Promise<Outlines> {
  const left = new Map<string, number>();
  const leave = (what: string): unknown => left.set(what, (left.get(what) ?? 0) + 1);
  let [number, nameless] = [0, 0];
  for await (const element of jsonElements(path, maxSeconds)) {
    const { id, geometry, properties } = element as Feature;
    number++;
    if (properties?.['objectType'] === 'annotation') {
      leave('annotations');
      continue;
    }
    const found = ringsOfGeometry(geometry);
    if (!found) {
      leave(`objects of type ${String(geometry?.type ?? 'nothing').slice(0, 40)}`);
      continue;
    }
    const cell = cellName(id, properties ?? {}, name);
    if (name !== undefined && cell === undefined) {
      nameless++;
      continue;
    }
    const called = cell ?? String(number);
    for (const { x, y } of found.rings) builder.add(called, x, y);
    if (found.holes) builder.hole(called);
  }
  if (nameless > 0 && nameless === number) {
    throw new TissuebookError('missing-key', `No object of ${basename(path)} has a property "${name}".`, {
      argument: 'name',
      found: name,
    });
  }
  if (nameless) leave(`objects without the property "${name}"`);
  return builder.finish([...left].map(([what, count]) => `${count} ${what} of ${basename(path)} left out.`));
}

function cellName(id: unknown, properties: Record<string, unknown>, name: string | undefined): string | undefined {
  const candidates = name === undefined ? [...NAMES.map((key) => properties[key]), id] : [properties[name]];
  const found = candidates.find((one) => (typeof one === 'string' && one !== '') || typeof one === 'number');
  return found === undefined ? undefined : String(found as string | number).slice(0, 500);
}
