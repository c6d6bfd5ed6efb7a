import { type CellNames, cellNames } from '../code/cellNames';
import { libraryNames, mainStep, type Step, stepsOf } from './steps';

/** A code cell of the notebook, as far as the pipeline looks at it. */
export interface NotebookCell {
  id: string;
  source: string;
}

/** A cell as a node of the pipeline. */
export interface PipelineNode {
  id: string;
  /** Place among the code cells of the notebook, from 0. */
  place: number;
  /** What it is mainly for, and all that it does, in order. */
  main: Step;
  steps: Step[];
  /** Its main call, 'squint.fit', or what it declares. */
  title: string;
  /** Variables that it declares, imports aside. */
  makes: string[];
  /** Variables whose values it changes but did not declare. */
  changes: string[];
}

/** `to` uses what `from` makes or changes. */
export interface PipelineEdge {
  from: string;
  to: string;
  /** The variables. */
  names: string[];
}

/** The Tissuebook cells of a notebook and what flows between them. */
export interface PipelineGraph {
  nodes: PipelineNode[];
  edges: PipelineEdge[];
}

/** Reads the pipeline from the code of a notebook's cells. */
export function pipelineGraph(cells: readonly NotebookCell[]): PipelineGraph {
  const names = cells.map(({ source }) => cellNames(source));
  const library = libraryNames(names);
  const links = linksOf(names);
  const steps = names.map((one) => stepsOf(one, library));
  const shown = shownCells(steps, links);
  const nodes = [...shown].map((place): PipelineNode => {
    const { declares, imports, writes, calls } = names[place]!;
    const main = mainStep(steps[place]!);
    const makes = declares.filter((name) => !imports.has(name));
    return {
      id: cells[place]!.id,
      place,
      main: main?.step ?? 'code',
      steps: steps[place]!.map(({ step }) => step),
      title: (main?.call ?? calls[0])?.path.join('.') ?? makes.join(', '),
      makes,
      changes: writes.filter((name) => !declares.includes(name)),
    };
  });
  const edges = links
    .filter(({ from, to }) => shown.has(from) && shown.has(to))
    .map((link) => ({ from: cells[link.from]!.id, to: cells[link.to]!.id, names: link.names }));
  return { nodes, edges };
}

/** The cell itself and all that depends on it, directly or not, in the order of the notebook. */
export function downstream({ nodes, edges }: PipelineGraph, id: string): PipelineNode[] {
  const found = new Set([id]);
  for (const reached of found) {
    for (const { from, to } of edges) if (from === reached) found.add(to);
  }
  return nodes.filter((node) => found.has(node.id));
}

interface Link {
  from: number;
  to: number;
  names: string[];
}

/**
 * Which cell each used variable comes from: the last one above that makes or changes it. A variable that is only made
 * further down comes from there.
 */
function linksOf(cells: readonly CellNames[]): Link[] {
  const imported = new Set(cells.flatMap(({ imports }) => [...imports.keys()]));
  const links = new Map<string, Link>();
  cells.forEach(({ uses }, to) => {
    for (const name of uses) {
      const from = imported.has(name) ? -1 : originOf(cells, name, to);
      if (from < 0) continue;
      const key = `${from} ${to}`;
      const link = links.get(key) ?? { from, to, names: [] };
      link.names.push(name);
      links.set(key, link);
    }
  });
  return [...links.values()];
}

function originOf(cells: readonly CellNames[], name: string, user: number): number {
  for (let i = user - 1; i >= 0; i--) if (cells[i]!.writes.includes(name)) return i;
  return cells.findIndex(({ declares }, i) => i > user && declares.includes(name));
}

/** Cells that call the library, and those that give them something or use what they make. */
function shownCells(steps: readonly (readonly unknown[])[], links: readonly Link[]): Set<number> {
  const own = new Set([...steps.keys()].filter((i) => steps[i]!.length > 0));
  const beside = links.flatMap(({ from, to }) => (own.has(from) ? [to] : own.has(to) ? [from] : []));
  return new Set([...own, ...beside].sort((a, b) => a - b));
}
