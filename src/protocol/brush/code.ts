import { literal } from '../view/literal';
import type { Stroke } from './brush';

/** The names of the variables in the notebook that code is written with. */
export interface BrushNames {
  /** An expression that gives the model, or the trainings of it. */
  model: string;
  data: string;
  /** The obs column of the types. */
  labels?: string | undefined;
  /** An expression that gives the gene sets, where the brush was opened with some. */
  sets?: string | undefined;
  seed?: number | undefined;
}

/** TypeScript that asks the model the same, without the brush. */
export function brushCode(changes: readonly Stroke[], { model, data, labels, sets, seed }: BrushNames): string {
  return [
    "import { perturbCells } from 'tissuebook'",
    '',
    `const response = await perturbCells(${model}, ${data}, {`,
    '  changes: [',
    ...changes.map((change) => `    ${literal(change, '    ')},`),
    '  ],',
    ...(labels === undefined ? [] : [`  labels: ${literal(labels)},`]),
    ...(sets === undefined ? [] : [`  sets: ${sets},`]),
    ...(seed === undefined ? [] : [`  seed: ${seed},`]),
    '})',
    'response',
  ].join('\n');
}
