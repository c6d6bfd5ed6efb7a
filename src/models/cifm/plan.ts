import type { Graph } from '../../graph';

/** Which cells and messages it takes to say something of the asked cells, before any tensor is made. */
export interface Plan {
  /** The asked cells first, then those that they depend on. */
  readonly nodes: Int32Array;
  readonly asked: number;
  /** Messages of each layer, encoder first, as places in `nodes`: `dst[e]` hears `src[e]`. */
  readonly layers: readonly Messages[];
}

export interface Messages {
  readonly dst: Int32Array;
  readonly src: Int32Array;
}

/** Cells that play a part in a forward pass. */
export interface Parts {
  readonly graph: Graph;
  /** 1 for cells that are not there at all. */
  readonly absent: Uint8Array;
  /** 1 for cells whose expression is not looked at: no message of the encoder comes from or goes to them. */
  readonly masked: Uint8Array;
}

/**
 * Collects what the asked cells depend on: layer by layer backwards, each layer needs the cells one step further out.
 * So a tile gives for its cells exactly what the whole tissue would.
 *
 * @param asked cells, each once
 * @param encoder layers of the encoder, @param decoder of the decoder; 0 asks for the encoder's output
 */
export function planPass(asked: Int32Array, parts: Parts, encoder: number, decoder: number): Plan {
  const { nodes, ends } = spread(asked, parts, encoder + decoder);
  const place = new Map<number, number>();
  nodes.forEach((cell, at) => place.set(cell, at));
  const layers: Messages[] = [];
  for (let layer = 0; layer < encoder + decoder; layer++) {
    const receivers = ends[encoder + decoder - 1 - layer]!;
    layers.push(messages(nodes, receivers, place, parts, layer < encoder));
  }
  return { nodes, asked: asked.length, layers };
}

/** The asked cells and everything within `steps` of them; `ends[h]` counts those within h steps. */
function spread(asked: Int32Array, { graph, absent }: Parts, steps: number): { nodes: Int32Array; ends: number[] } {
  const met = new Set(asked);
  const ends = [met.size];
  let ring: Iterable<number> = asked;
  for (let step = 0; step < steps; step++) {
    const next: number[] = [];
    for (const cell of ring) {
      for (const j of graph.neighbors(cell)) {
        if (absent[j] || met.has(j)) continue;
        met.add(j);
        next.push(j);
      }
    }
    ends.push(met.size);
    ring = next;
  }
  return { nodes: Int32Array.from(met), ends };
}

/** What the first `receivers` nodes hear, themselves included. */
function messages(
  nodes: Int32Array,
  receivers: number,
  place: ReadonlyMap<number, number>,
  { graph, absent, masked }: Parts,
  encoding: boolean,
): Messages {
  const dst: number[] = [];
  const src: number[] = [];
  for (let at = 0; at < receivers; at++) {
    const cell = nodes[at]!;
    if (encoding && masked[cell]) continue;
    dst.push(at);
    src.push(at);
    for (const j of graph.neighbors(cell)) {
      if (absent[j] || (encoding && masked[j])) continue;
      dst.push(at);
      src.push(place.get(j)!);
    }
  }
  return { dst: Int32Array.from(dst), src: Int32Array.from(src) };
}

/** Room for a pass: every batch of a run is padded to it, so that a compiled step sees the same shapes again. */
export interface Room {
  readonly asked: number;
  readonly nodes: number;
  readonly messages: readonly number[];
}

/** Exactly what one plan needs, without padding. */
export const exactRoom = ({ asked, nodes, layers }: Plan): Room => ({
  asked,
  nodes: nodes.length,
  messages: layers.map(({ dst }) => dst.length),
});

/**
 * Enough room for the given plans, with some to spare, in round numbers; an asked place is always left for padding. How many
 * messages a batch has varies with its masks, the more the fewer cells are asked: the spare room keeps shapes as they are.
 */
export function roomFor(plans: Iterable<Plan>, now?: Room): Room {
  let room = now;
  for (const plan of plans) {
    const spare = 1.05 + 1.2 / Math.sqrt(Math.max(1, plan.asked));
    const grow = (have: number | undefined, need: number): number =>
      have !== undefined && need <= have ? have : Math.ceil((spare * need) / 64) * 64;
    const asked = grow(room?.asked, plan.asked + 1);
    room = {
      asked,
      nodes: grow(room?.nodes, asked + plan.nodes.length - plan.asked),
      messages: plan.layers.map(({ dst }, layer) => grow(room?.messages[layer], dst.length)),
    };
  }
  return room!;
}
