import type { ModelCard } from '../contract/card';

/** CI-FM for a reader. */
export const cifmCard: ModelCard = {
  name: 'cifm',
  title: 'CI-FM: cells inferred from their microenvironment',
  purpose:
    'Learns to say what a cell expresses from the cells around it, and gives each cell a vector of its microenvironment. ' +
    'With it one can fill in cells, and ask how the model would redraw a tissue into which other cells were put.',
  paper:
    'You et al., Building Foundation Models to Characterize Cellular Interactions via Geometric Self-Supervised Learning on Spatial Genomics',
  needs: [
    'X: counts, or values from zero up in which zero means not expressed (log-normalized, asinh)',
    "positions: obsm['spatial'], or a customary pair of obs columns",
    'gene names in var: a trained model finds its genes in other data by name',
    'where there are several sections, a column of obs that tells them apart (option section)',
  ],
  gives: ["obsm['X_cifm']", "uns['cifm']: configuration, error on cells set aside, losses"],
  tasks: ['inferExpression', 'imputePatch', 'perturb', 'embed', 'cluster', 'annotate', 'compare'],
  paperFigures: [
    {
      what: 'Size (100 million parameters, 23 million cells of about 100 slides)',
      value: 'not comparable with what is trained here',
    },
    { what: 'Error of inferred expression', value: 'MSE 1.1% of the squared median expression' },
    { what: 'Cells whose five likeliest types, true and inferred, share one (Visium HD)', value: '79.4%' },
    { what: 'Tumour against healthy by a linear probe, across platforms', value: 'ROC-AUC .76' },
  ],
  ourFigures: [
    {
      what: 'Inferred cells of an unseen region, osmFISH mouse cortex (2,968 cells to train on, 33 genes, 100 epochs, mean of 3 seeds)',
      value: 'balanced MSE 5.21, Spearman .632, over the cells of a gene .336; likeliest 5 of 31 types share one: 97%',
    },
    {
      what: 'The same by the mean of the neighbors',
      value: 'balanced MSE 5.73, Spearman .625, over the cells of a gene .346; 97%',
    },
    {
      what: 'The same by the mean of all cells',
      value: 'balanced MSE 7.55, Spearman .399, over the cells of a gene 0; 64%',
    },
    {
      what: 'Inferred cells of seven unseen breast tumours of Keren et al. (11 tumours to train on, 36 proteins, 30 epochs, mean of 3 seeds)',
      value: 'balanced MSE .244, Spearman .768, over the cells of a gene .376; mean of the neighbors .246, .845, .440',
    },
    {
      what: 'Share of T cells in these tumours after 60 T cells, less that after 60 tumour cells, were put into pieces of 400 cells (9 pieces of each, 3 seeds)',
      value:
        'above zero in 7, 7 and 7 of 7 tumours, +.036, +.111 and +.064 on average; plain averages of the neighbors: 7 of 7, +.122',
    },
    {
      what: 'One million made cells with 33 genes, 12 neighbors each, two busy CPU cores',
      value: 'trains in 3.0 GB of memory in all, data included',
    },
  ],
  limits: [
    'By default the output starts from the mean of the visible neighbors (residual, ours). By the balanced error that training lowers it ends better than that mean on the osmFISH cortex (5.21 against 5.73) and level with it on the breast tumours; by rank correlations it is level on the cortex and behind on the tumours (.376 against .440 over the cells of a gene): look at the baselines that inferExpression prints.',
    'Without residual and near, as the paper describes it, the mean of the neighboring cells infers a cell better on the small tissues tried here.',
    'Trained on one tissue it knows that tissue: it is no foundation model until it has seen many.',
    'It learns which cells lie together, not what they do to each other. What follows an injection is a redrawing by that habit, no evidence of a response: plain averages of the neighbors answer as strongly or more, and perturb shows them beside it.',
    'The paper does not state layers, widths, learning rate or the number of steps; where the card says ours, they were chosen here.',
    "The authors published weights (Hugging Face, ynyou/CIFM, for 18,289 human genes). They are not included and cannot be loaded here: of what sets their network apart from the paper's, normalize: 'layer' and gate follow it, its embedded distances and its division of coordinate moves do not.",
  ],
  license: 'Apache-2.0 (this implementation); no weights of the authors are included.',
};
