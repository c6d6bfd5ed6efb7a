import type { ModelCard } from '../contract/card';

/** SQUINT for a reader. */
export const squintCard: ModelCard = {
  name: 'squint',
  title: 'SQUINT: discrete tissue tokens',
  purpose:
    'Learns a small dictionary of cell neighborhoods and gives each cell the entry that fits best, its token. ' +
    'Tokens mark niches, fill in patches that were not measured, and show what a change in some cells does to others.',
  paper: 'Learning discrete representations to understand and predict tissue biology',
  needs: [
    'X: counts, or protein intensities (asinh or log transformed)',
    "positions: obsm['spatial'], or a customary pair of obs columns",
    'more cells than neighbors (8)',
    'where there are several sections, a column of obs that tells them apart (option section)',
  ],
  gives: ["obs['squint_token']", "obsm['X_squint']", "uns['squint']: configuration, codebook use, losses"],
  tasks: [
    'tokenDictionary',
    'imputePatch',
    'imputeStack',
    'perturb',
    'stratify',
    'embed',
    'cluster',
    'annotate',
    'compare',
  ],
  paperFigures: [
    {
      what: 'Imputation of patches, mouse brain (48,156 cells, MERFISH)',
      value: 'energy .005, MMD .039, Pearson .916',
    },
    {
      what: 'Imputation of patches, human kidney (260,193 cells, Xenium)',
      value: 'energy .003, MMD .019, Pearson .869',
    },
    { what: 'Imputation of patches, human skin (110,278 cells, Xenium)', value: 'energy .013, MMD .093, Pearson .788' },
  ],
  ourFigures: [
    {
      what: 'Tokens of the osmFISH mouse cortex (4,839 cells, 64 codes, 30 epochs, mean of 3 seeds)',
      value: '93% of codes used, perplexity 47, NMI with region .49, with cell type .34',
    },
    {
      what: 'Three held-out patches of 100 cells of the same cortex (128 codes, 40 epochs, mean of 3 draws)',
      value:
        'cell r .80, gene r .37, MMD .034; mean of the 8 nearest cells .82, .41, .016; neighbors from the rim inwards .85, .48, .014; mean of all .62, 0, .53',
    },
    {
      what: 'Nineteen breast tumours of Keren et al. (100,484 cells, 36 proteins, 64 codes, 6 epochs): mixed against compartmentalized, nested leave-one-patient-out, 3 seeds',
      value:
        'area under the curve .96, .96, .97, each reached by at most 3% of 100 shuffles; the three models averaged .97 (3%); six earlier trainings .85 to 1.00; cell types by the same procedure .94',
    },
    {
      what: 'One million simulated cells with 33 genes, two CPU cores that other programs shared (64 codes)',
      value:
        '11 ms a step of 256 cells (10 with 100,000 cells), 1.9 GB of memory in all (.85 with 100,000, 1.1 with 400,000); processor time 80 µs a cell for one epoch and 16 µs for its vector',
    },
  ],
  limits: [
    'A token is a summary of expression and place in one data set; it is neither a cell type nor a diagnosis.',
    'On small tissues the mean of the nearest observed cells predicts a held-out patch as well or better: look at the baselines that imputePatch prints.',
    'k-means on the summed expression of neighborhoods finds annotated regions of the osmFISH cortex better (NMI .56) than these tokens (.49).',
    'Judged by squared errors in hidden gaps, a model that hears its graph (the default) is worse than the mean of the 30 nearest cells on the osmFISH cortex (1.14 against .95; 1 is one answer for all cells); with masked: observed it is a little better (.91). A fit prints these numbers and warns.',
    'What a changed cell does to the tokens around it follows from the averaging of neighbors; it is no evidence of a biological response.',
    "Weights of the authors, converted by tissuebook convert, run in the network of their code, which is not the paper's: it is read here, not trained, and was checked with random weights only.",
    'Sections enter as covariates: a trained model reads a section that it has not seen only when told to (newSections), or when it was made without sectionCovariate.',
    'Tokens that tell two classes of tumours apart do so no better than counting cell types around each cell did on the nineteen tumours here.',
  ],
  license: 'Apache-2.0 (this implementation); no weights of the authors are included.',
};
