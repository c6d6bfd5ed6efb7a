import type { ZooCard } from './card';
import { commonOptions } from './option';

export const squintCard: ZooCard = {
  id: 'squint',
  name: 'SQUINT',
  task: 'Tissue tokens',
  summary:
    'Learns a small dictionary of cell neighborhoods and gives each cell the entry that fits best, its token. ' +
    'Tokens mark niches, fill in patches that were not measured, and show what a change in some cells does to others.',
  needs: ['positions of the cells', 'a count or intensity for each feature'],
  gives: ["obs['squint_token']", "obsm['X_squint']"],
  paper: 'Learning discrete representations to understand and predict tissue biology',
  options: [
    ...commonOptions('tiny for a first look, small for a tumour on a laptop, paper for the published sizes.', 5),
    {
      name: 'codes',
      label: 'Codes',
      help: 'Codes of a codebook (paper: 5,000, and 50 for stacks).',
      in: 'create',
      more: true,
      type: 'integer',
      low: 2,
      high: 65536,
    },
    {
      name: 'neighbors',
      label: 'Neighbors',
      help: 'Nearest neighbors of a cell; the graph is made symmetric.',
      in: 'create',
      more: true,
      type: 'integer',
      low: 1,
      high: 100,
    },
    {
      name: 'layer',
      label: 'Graph layer',
      help: 'Graph layer: GraphSAGE with mean pooling, graph attention with 4 heads, or graph isomorphism.',
      in: 'create',
      more: true,
      type: 'choice',
      choices: ['sage', 'gat', 'gin'],
    },
    {
      name: 'likelihood',
      label: 'Values are',
      help: 'Negative binomial for counts (paper); Gaussian for protein intensities, with a linear decoder (ours).',
      in: 'create',
      more: true,
      type: 'choice',
      choices: ['auto', 'negative-binomial', 'gaussian'],
    },
    {
      name: 'hidden',
      label: 'Hidden width',
      help: 'Width of the hidden layers of encoder and decoders.',
      in: 'create',
      more: true,
      type: 'integer',
      low: 1,
      high: 8192,
    },
    {
      name: 'learningRate',
      label: 'Learning rate',
      help: 'Of Adam, falling to 0 along a cosine (code: 5e-4, constant).',
      in: 'create',
      more: true,
      type: 'number',
      low: 1e-8,
      high: 1,
    },
  ],
  look: {
    imports: ['spatialView'],
    line: (_model, data) => `spatialView(${data}, { color: 'squint_token' })`,
  },
};
