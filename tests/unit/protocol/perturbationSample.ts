import type { PerturbationPayload, PerturbationRequest, SpatialPayload } from '../../../src/protocol';
import { samples } from './samples';

/** A question to a model. */
export const request: PerturbationRequest = {
  model: 'squint',
  what: { kind: 'replace', types: ['CD8 T cells'], by: { markers: ['PD1', "it's"] } },
  where: {
    steps: [
      {
        inside: [
          [0, 0],
          [9, 0],
          [9, 9],
        ],
      },
      { how: 'keep', column: 'CD45', from: 1.5 },
    ],
  },
  seeds: [0, 1],
};

/** A widget with an answer, as a notebook keeps it. */
export function perturbationSample(): PerturbationPayload {
  const tissue = Object.values(samples()).find(({ kind }) => kind === 'spatial') as SpatialPayload;
  const types = ['T cell'];
  const answer = { id: 'a', request, text: 'words', views: [tissue], seconds: 1 };
  return {
    version: 1,
    id: 'w',
    title: 'What if?',
    models: ['squint'],
    labels: 'phenotype',
    types,
    genes: [],
    tissue,
    answer,
  };
}
