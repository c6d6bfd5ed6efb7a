import { type Changes, modelCards } from '../../protocol';

/**
 * Functions that leave the names of their data as they are: they give new data, or none. Those of other functions are not known, so
 * that nothing is refused after them in a cell: a function belongs here only if nothing that it is given changes.
 */
const FUNCTIONS = [
  // Views.
  'attentionMatrixView attentionView barsView compositionView curveView embeddingView heatmapView matchView pairsView predictedView',
  'scatterView dotPlotView clustergramView linkage',
  'selectCells shapeGridView spatialView violinView perturbationViews zooSummary tokenNames',
  // Preparation gives new data.
  'asinh dpt evaluationMask filterCells filterGenes groupSplit highlyVariableGenes kindOfValues labelForeground leiden log1p lsi matchPanel',
  'morphologyFeatures neighbors normalizeTotal otsuThreshold pairStates pca randomSplit regionProperties scale scoreGenes shapesOfPictures stepsOf',
  'tfidf tileSplit umap withCounts',
  // Reading, writing, joining.
  'readH5ad readH5mu readCsv readTable readLoom read10xH5 read10xMtx readVisium readZarr readImage readParquet readXenium readSpatialData readCosmx readMerscope',
  'readRegions readOutlines cellOutlines writeH5ad writeH5mu writeZarr writeSpatialData writeRegions concat obsmToMuData toMuData cellsOf simulateCiteSeq simulateCohort simulateHistology',
  'categorical columnLength countCategories takeValues toColumn valueAt valuesOf coordinates cropsAt encodePng colorFeatures',
  'colorFeatureNames imageOf isSparse numericArray unsAt findLabels findSections outlinesOf regionOf regionsOf summarizeBlocks',
  // Graphs and what is measured on them.
  'bipartiteGraph delaunayGraph gridGraph knnGraph niches radiusGraph weighEdges withoutNodes',
  'coOccurrence neighborhoodEnrichment moransI gearysC cellsInRegion regionAround regionTable regionalSplit tCells regionColumn',
  'ripley ligandReceptor spatialLigandReceptor pseudobulk comparePatients readLigandReceptor tTest',
  'activationMarkers rankGenes compareSurvival tokenDictionary tokenIds tokenShares topTokens',
  'adjustedRandIndex adjustedMutualInformation normalizedMutualInformation homogeneity completeness classificationReport bootstrap',
  'silhouette silhouetteSamples pearson spearman rocAuc averagePrecision kaplanMeier logRank coxRegression concordanceIndex',
  'mannWhitney rankSum benjaminiHochberg differentialExpression wasserstein energyDistance r2 meanSquaredError rootMeanSquaredError',
];

const METHODS: Readonly<Record<string, string>> = {
  AnnData: 'checkShapes column matrix feature subset view with toString',
  BackedAnnData: 'blocks subset with toString close',
  MuData: 'checkShapes modality column subset with toString',
  Table: 'has get take clone',
  Map: 'get has keys values entries forEach',
  DatasetCard: 'toString',
  View: 'bundle onSelect show toString',
  datasets: 'load loadWithImage file list describe toString',
};

/** All of them. */
export const UNCHANGING: ReadonlySet<string> = new Set([
  ...FUNCTIONS.flatMap((line) => line.split(' ')),
  ...Object.entries(METHODS).flatMap(([owner, names]) => names.split(' ').map((name) => `${owner}.${name}`)),
]);

/** Models write what they found under names of their own: obs['squint_token'], obsm['X_squint']. */
const MODELS: ReadonlySet<string> = new Set(modelCards.map(({ id }) => id));

/** What a function or method changes in the data that a notebook holds. */
export function changesOf(callee: string): Changes {
  if (UNCHANGING.has(callee)) return 'nothing';
  const [owner = '', method] = callee.split('.');
  if (callee.startsWith('new ')) return callee === 'new Proxy' ? 'anything' : 'nothing';
  if (method === 'fit' && MODELS.has(owner.toLowerCase())) return { added: [owner.toLowerCase()] };
  return callee === 'Table.set' || callee === 'Table.delete' ? 'named' : 'anything';
}
