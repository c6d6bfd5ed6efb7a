import { ROOT } from '../setup/paths';
import { type ImportGraph, importGraph } from './importGraph';

/** Rooms by name, each with the rooms that its files import. */
export type RoomGraph = ReadonlyMap<string, ReadonlySet<string>>;

/** The rooms of the library, and the programs around it, with the imports that their files have. */
export function roomGraph(): RoomGraph {
  return collapse(importGraph(ROOT, ['src', 'kernel', 'extension/src', 'native']));
}

/** src/data/table.ts is in "data", kernel/main.ts in "kernel/"; files beside the rooms of src, which all may use, are in none. */
export function roomOf(file: string): string | undefined {
  const [top, room, ...rest] = file.split('/');
  if (top !== 'src') return `${top}/`;
  return rest.length > 0 ? room : undefined;
}

export function collapse(graph: ImportGraph): RoomGraph {
  const rooms = new Map<string, Set<string>>();
  for (const [file, imports] of graph) {
    const room = roomOf(file);
    if (room === undefined) continue;
    const found = rooms.get(room) ?? new Set<string>();
    rooms.set(room, found);
    for (const other of imports.map(roomOf)) {
      if (other !== undefined && other !== room) found.add(other);
    }
  }
  return rooms;
}

/** Rooms in layers: each room is one layer above the highest that it imports. @throws where rooms import each other in a circle */
export function layersOf(rooms: RoomGraph): string[][] {
  const heights = new Map<string, number>();
  const heightOf = (room: string, above: readonly string[]): number => {
    if (above.includes(room)) throw new Error(`The rooms ${above.join(', ')} import each other in a circle.`);
    const known = heights.get(room);
    if (known !== undefined) return known;
    const below = [...(rooms.get(room) ?? [])].map((other) => heightOf(other, [...above, room]) + 1);
    heights.set(room, Math.max(0, ...below));
    return heights.get(room)!;
  };
  const layers: string[][] = [];
  for (const room of [...rooms.keys()].sort()) (layers[heightOf(room, [])] ??= []).push(room);
  return layers;
}

/** The rooms that a room imports and that none of its other imports leads to. */
export function directImports(rooms: RoomGraph, room: string): string[] {
  const reached = (from: string, seen = new Set<string>()): Set<string> => {
    for (const other of rooms.get(from) ?? []) if (!seen.has(other)) reached(other, seen.add(other));
    return seen;
  };
  const imports = [...(rooms.get(room) ?? [])];
  return imports.filter((other) => !imports.some((between) => between !== other && reached(between).has(other))).sort();
}
