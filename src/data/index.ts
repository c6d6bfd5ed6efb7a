export { AnnData, isSparse } from './annData';
export type { AnnDataParts, Raw } from './annDataParts';
export type { FloatArray, Selection } from './arrays';
export type { ViewSelection } from './choose';
export {
  type BooleanColumn,
  categorical,
  type CategoricalColumn,
  type Column,
  columnLength,
  type ColumnValues,
  countCategories,
  type NumericColumn,
  type StoredType,
  type StringColumn,
  takeValues,
  toColumn,
  valueAt,
  valuesOf,
} from './column';
export { type AnnDataBlock, BackedAnnData, type BlockOptions } from './backed/backedAnnData';
export { BackedMatrix } from './backed/backedMatrix';
export { type BlockSummary, summarizeBlocks, type SummarizeBlocksOptions } from './backed/summarizeBlocks';
export { CohortFiles, type CohortPart } from './cohort/cohortFiles';
export { concat, type ConcatOptions } from './concat/concat';
export { type Coordinates, coordinates } from './coordinates';
export { DenseMatrix } from './denseMatrix';
export { keepPixelSize } from './pixelSize';
export { type Compressed, type Matrix, SparseMatrix } from './sparseMatrix';
export { Table } from './table';
export {
  type ComplexArray,
  numericArray,
  type NumericArray,
  type Records,
  type StringArray,
  type Uns,
  unsAt,
  type UnsValue,
} from './uns';
export { readH5ad, type ReadH5adOptions } from './h5ad/readH5ad';
export { writeH5ad, type WriteH5adOptions, type WriteReport } from './h5ad/writeH5ad';
export type { WriteBlocksOptions } from './h5ad/writeBacked';
export { type CardFacts, DatasetCard } from './datasets/card';
export type { CellsWithImage } from './datasets/entry';
export {
  DatasetFile,
  type DatasetName,
  datasets,
  type DatasetFileName,
  type DatasetOptions,
  type LoadOptions,
  type DatasetPictureName,
} from './datasets/datasets';
export { type Modalities, MuData, type MuDataParts } from './mudata/muData';
export { obsmToMuData, type ObsmToMuDataOptions } from './mudata/obsmToMuData';
export { readH5mu, type ReadH5muOptions } from './mudata/readH5mu';
export { toMuData, type ToMuDataOptions } from './mudata/toMuData';
export { writeH5mu } from './mudata/writeH5mu';
export { type DrawnRegion, keepRegions, regionOf, regionsOf, removeRegion } from './regions/keepRegions';
export { cellOutlines, keepOutlines, type KeepOutlinesOptions } from './outlines/keepOutlines';
export { type OutlineParts, Outlines } from './outlines/outlines';
export { readOutlines, type ReadOutlinesOptions } from './outlines/readOutlines';
export { checkTranscripts, type CheckTranscriptsOptions, type TranscriptCheck } from './transcripts/checkTranscripts';
export { readTranscripts, type ReadTranscriptsOptions } from './transcripts/readTranscripts';
export { Transcripts } from './transcripts/transcripts';
export { outlinesOf } from './regions/outlinesOf';
export {
  readRegions,
  type ReadRegionsOptions,
  type RegionFile,
  type RegionFileOptions,
  writeRegions,
} from './regions/regionFiles';
export type { Corner, TissueRegion } from './regions/tissueRegion';
export { readCsv } from './text/readCsv';
export { readTable, type ReadTableOptions } from './text/readTable';
export { readLoom, type ReadLoomOptions } from './loom/readLoom';
export { read10xH5, type Read10xH5Options } from './tenx/read10xH5';
export { read10xMtx, type Read10xMtxOptions } from './tenx/read10xMtx';
export { readVisium, type ReadVisiumOptions } from './tenx/readVisium';
export { readZarr, type ReadZarrOptions } from './zarr/readZarr';
export type { StoreOptions } from './zarr/stores/withStore';
export { writeSpatialData, type WriteSpatialDataOptions } from './zarr/writeSpatialData';
export { writeZarr, type WriteZarrOptions } from './zarr/writeZarr';
export { type Crops, cropsAt, type CropsAtOptions } from './images/cropsAt';
export { encodePng } from './images/encodePng';
export type { ImageLevel, PixelArray, Pixels } from './images/pixels';
export type { ReadImageOptions } from './images/imageLimits';
export { readImage } from './images/readImage';
export { type ImageRegion, type RegionOptions, TissueImage } from './images/tissueImage';
export { colorFeatureNames, colorFeatures, type ColorCrops } from './images/colorFeatures';
export { imageOf, type ImageOfOptions, type SectionImage } from './images/imageOf';
export type { ImageCropsOptions } from './images/source/cropOptions';
export { CropStore, type CropStoreOptions } from './images/source/cropStore';
export type { CellPictures } from './images/cellPictures';
export { type CellPlaces, ImageSource, type ImageSourceOptions } from './images/source/imageSource';
export type { CellOutline } from './images/source/outlineShapes';
export type { Slide } from './images/source/slide';
export type { SlideExtent } from './images/source/slideExtent';
export type { ImageCrops } from './images/source/slideCrops';
export type { SlideOverview, SlideOverviewOptions } from './images/source/slideOverview';
export { cellsOf } from './mudata/cellsOf';
export { readParquet, type ReadParquetOptions } from './parquet/readParquet';
export { readCosmx, type ReadCosmxOptions } from './imaging/readCosmx';
export { readMerscope, type ReadMerscopeOptions } from './imaging/readMerscope';
export { readXenium, type ReadXeniumOptions } from './tenx/readXenium';
export type { ReadPointsOptions } from './zarr/readPoints';
export { readSpatialData, type ReadSpatialDataOptions } from './zarr/readSpatialData';
export { SpatialData, type SpatialElements } from './zarr/spatialData';
export { simulateCiteSeq, type SimulateCiteSeqOptions } from './datasets/simulateCiteSeq';
export { simulateCohort, type SimulateCohortOptions } from './datasets/simulateCohort';
export { simulateHistology, type SimulateHistologyOptions } from './datasets/simulateHistology';
export { findLabels, findSections } from './findColumns';
