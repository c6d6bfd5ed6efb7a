import { pointGroups, type SpatialPayload } from '../../../src/protocol';
import type { LegendEntry } from './legendParts';

type Traces = readonly Record<string, unknown>[];

/** Which traces of a drawn figure each entry of its legend stands for, by the entries' keys and the part they are in. */
export function entryTraces(
  payload: SpatialPayload,
  entries: readonly LegendEntry[],
  traces: Traces,
): Map<LegendEntry, number[]> {
  const places = payload.space ? placesInSpace(traces) : placesInPlane(payload);
  return new Map(
    entries.map((entry) => [
      entry,
      entry.places.flatMap(({ panel, what }) => places.get(keyOf(panel, what === 'region' ? entry.key : what)) ?? []),
    ]),
  );
}

const keyOf = (panel: number, what: number | string): string => `${panel} ${what}`;

/** In the plane a figure has one trace for each group of points of a panel, then one for each outline. */
function placesInPlane({ panels }: SpatialPayload): Map<string, number[]> {
  const keys = panels.flatMap((panel, p) => [
    ...pointGroups(panel).map(({ what }) => keyOf(p, what)),
    ...(panel.regions ?? []).map(({ name }) => keyOf(p, `r${name}`)),
  ]);
  return new Map(keys.map((key, trace) => [key, [trace]]));
}

/** In space a group has a trace for what is selected and one for what is not; each says its group and its scene. */
function placesInSpace(traces: Traces): Map<string, number[]> {
  const places = new Map<string, number[]>();
  traces.forEach((trace, i) => {
    const panel = Number(String(trace['scene']).replace('scene', '') || '1') - 1;
    const key = keyOf(panel, String(trace['legendgroup']).replace(/^c/, ''));
    places.set(key, [...(places.get(key) ?? []), i]);
  });
  return places;
}
