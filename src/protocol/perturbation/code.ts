import type { PerturbationRequest } from './perturbation';
import { literal } from '../view/literal';

/** The names of the variables in the notebook that code is written with. */
export interface PerturbationNames {
  /** An expression that gives the model, or the models. */
  model: string;
  data: string;
  /** The obs column of the types. */
  labels?: string | undefined;
}

/** TypeScript that asks the model the same and shows the same: what the widget ran. */
export function perturbationCode(request: PerturbationRequest, { model, data, labels }: PerturbationNames): string {
  const { what, where, seeds } = request;
  const selects = where !== undefined && 'steps' in where;
  const place = !where
    ? undefined
    : 'steps' in where
      ? `{ cells: selectCells(${data}, ${literal(where.steps)}) }`
      : literal(where);
  return [
    `import { perturb, perturbationViews${selects ? ', selectCells' : ''} } from 'tissuebook'`,
    '',
    `const change = await perturb(${model}, ${data}, {`,
    `  what: ${literal(what)},`,
    ...(place === undefined ? [] : [`  where: ${place},`]),
    ...(labels === undefined ? [] : [`  labels: ${literal(labels)},`]),
    `  seeds: ${literal(seeds)},`,
    '})',
    'for (const view of perturbationViews(change)) view.show()',
    'change',
  ].join('\n');
}
