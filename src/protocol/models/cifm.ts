import type { ZooCard } from './card';
import { commonOptions } from './option';

export const cifmCard: ZooCard = {
  id: 'cifm',
  name: 'CI-FM',
  task: 'Virtual tissue',
  summary:
    'Learns to say what a cell expresses from the cells around it, and gives each cell a vector of its microenvironment. ' +
    'With it one can fill in cells, and ask how the model would redraw a tissue into which other cells were put.',
  needs: ['positions of the cells', 'counts, or values from zero up'],
  gives: ["obsm['X_cifm']"],
  paper: 'You et al., Building Foundation Models to Characterize Cellular Interactions',
  options: [
    ...commonOptions(
      'tiny for a first look, small for a tumour on a laptop, paper for the published size, which needs a GPU.',
      100,
    ),
    {
      name: 'dim',
      label: 'Vector width',
      help: 'Width of a microenvironment vector.',
      in: 'create',
      more: true,
      type: 'integer',
      low: 1,
      high: 8192,
    },
    {
      name: 'hidden',
      label: 'Hidden width',
      help: 'Width inside of the MLPs, and of a message.',
      in: 'create',
      more: true,
      type: 'integer',
      low: 1,
      high: 8192,
    },
    {
      name: 'encoderLayers',
      label: 'Encoder layers',
      help: 'Layers of the encoder: how many steps a cell sees.',
      in: 'create',
      more: true,
      type: 'integer',
      low: 1,
      high: 12,
    },
    {
      name: 'input',
      label: 'Values are',
      help: 'Counts are normalized to 10,000 a cell and log1p is taken (paper); prepared values are used as they are. auto looks.',
      in: 'create',
      more: true,
      type: 'choice',
      choices: ['auto', 'counts', 'prepared'],
    },
    {
      name: 'mask',
      label: 'Masked share',
      help: 'Share of cells that are removed and predicted (paper: 0.05).',
      in: 'create',
      more: true,
      type: 'number',
      low: 0.001,
      high: 0.9,
    },
    {
      name: 'learningRate',
      label: 'Learning rate',
      help: 'Of AdamW. At 1e-2 training stays long on its plateau.',
      in: 'create',
      more: true,
      type: 'number',
      low: 1e-8,
      high: 1,
    },
  ],
  look: {
    imports: ['perturbationWidget'],
    line: (model, data) => `perturbationWidget(${model}, ${data})`,
  },
};
