import type { Call, CellNames } from '../code/cellNames';

/** The parts of a Tissuebook notebook, in the order of the work. 'code' is any other cell that belongs to it. */
export const STEPS = ['data', 'prepare', 'graph', 'model', 'task', 'view', 'code'] as const;

export type Step = (typeof STEPS)[number];

/** What each imported name is, all cells taken together: local name to the library's name, '*' for all of it. */
export type LibraryNames = ReadonlyMap<string, string>;

/** The verbs of the room src/prepare, whose names do not say what they are. */
const PREPARE = new Set(
  (
    'asinh dpt drawTissue evaluationMask filterCells filterGenes groupSplit highlyVariableGenes kindOfValues labelForeground leiden ' +
    'log1p lsi matchPanel morphologyFeatures neighbors normalizeTotal otsuThreshold pairStates pca randomSplit ' +
    'regionProperties scale scoreGenes shapesOfPictures tfidf tileSplit umap withCounts'
  ).split(' '),
);

/** The verbs of the room src/graph that do not end in Graph. */
const GRAPH = new Set(
  (
    'graphFrom linkProteins linksFrom niches nicheValues priorFrom readGmt readLigandReceptor readProteinTable weighEdges ' +
    'withoutNodes'
  ).split(' '),
);

/** Names that the notebook's cells import from the library. */
export function libraryNames(cells: readonly CellNames[]): LibraryNames {
  const found = new Map<string, string>();
  for (const { imports } of cells) {
    for (const [local, { from, name }] of imports) if (from === 'tissuebook') found.set(local, name);
  }
  return found;
}

/** The steps that a cell takes, each once, in the order of its calls. */
export function stepsOf({ calls }: CellNames, names: LibraryNames): { step: Step; call: Call }[] {
  const found = calls.flatMap((call) => {
    const step = stepOf(call, names);
    return step ? [{ step, call }] : [];
  });
  return found.filter(({ step }, i) => found.findIndex((other) => other.step === step) === i);
}

/** What a cell is mainly for: looking at something is what it does beside. */
export function mainStep(steps: readonly { step: Step; call: Call }[]): { step: Step; call: Call } | undefined {
  const order: Step[] = ['model', 'task', 'graph', 'prepare', 'data', 'view'];
  return order.map((step) => steps.find((one) => one.step === step)).find((one) => one !== undefined);
}

function stepOf({ path }: Call, names: LibraryNames): Step | undefined {
  const method = path.length > 1 ? path.at(-1)! : undefined;
  const imported = names.get(path[0]!);
  if (imported === undefined) return method === 'fit' ? 'model' : undefined;
  const [verb, ...rest] = imported === '*' || imported === 'default' ? path.slice(1) : [imported, ...path.slice(1)];
  return verb === undefined ? undefined : stepOfVerb(verb, rest);
}

function stepOfVerb(verb: string, rest: readonly string[]): Step | undefined {
  if (verb === 'datasets') return ['load', 'loadWithImage', 'file'].includes(rest[0]!) ? 'data' : undefined;
  if (verb === 'downloads') return undefined;
  if (verb === 'zoo') return rest[0] === 'create' || rest[0] === 'load' ? 'model' : undefined;
  if (/^[a-z]\w*Graph$/.test(verb) || GRAPH.has(verb)) return 'graph';
  if (/^(?:read[A-Z]|fetch[A-Z]|concat$|simulate|AnnData$)/.test(verb)) return 'data';
  if (verb.endsWith('View')) return 'view';
  if (PREPARE.has(verb)) return 'prepare';
  // Classes are how results are typed; every other verb asks something of data or of a model.
  return /^[a-z]/.test(verb) ? 'task' : undefined;
}
