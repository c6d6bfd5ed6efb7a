import { cellplmAnnotation, cellplmTiles } from './cellplmAnnotation';
import { cellplmDenoising } from './cellplmDenoising';
import { cellplmPerturbation } from './cellplmPerturbation';
import { cifmCortex } from './cifmCortex';
import { cifmInjection } from './cifmInjection';
import { cifmTumours } from './cifmTumours';
import { scmoformerParts } from './scmoformerAblation';
import { scmoformerBmmc } from './scmoformerBmmc';
import { scmognnPairParts, scmognnParts } from './scmognnAblation';
import { scmognnSigns } from './scmognnSigns';
import { scmognnJoint, scmognnMatching, scmognnPrediction } from './scmognnTasks';
import { spaformerAblation, spaformerCortex, spaformerLong, spaformerThinned } from './spaformerEntries';
import { spatiaGenes } from './spatiaGenes';
import { spatiaLevels } from './spatiaLevels';
import { spatiaNuclei } from './spatiaNuclei';
import { spatiaPairs } from './spatiaPairs';
import { spatiaPictures } from './spatiaPictures';
import { spatiaShapes } from './spatiaShapes';
import { squintImputation } from './squintImputation';
import { squintStratification } from './squintStratification';
import { squintTissues } from './squintTissues';
import { squintTokens } from './squintTokens';
import { stalignAblation } from './stalignAblation';
import { stalignPictures } from './stalignPictures';
import type { QualityTarget } from './target';

/** What the models must reach on measured data, in the order in which they run and stand on cards. */
export const QUALITY_TARGETS: readonly QualityTarget[] = [
  squintTokens,
  squintImputation,
  squintStratification,
  squintTissues,
  cifmCortex,
  cifmTumours,
  cifmInjection,
  spaformerCortex,
  spaformerLong,
  spaformerAblation,
  spaformerThinned,
  cellplmDenoising,
  cellplmAnnotation,
  cellplmTiles,
  cellplmPerturbation,
  scmognnPrediction,
  scmognnMatching,
  scmognnJoint,
  scmognnParts,
  scmognnPairParts,
  scmognnSigns,
  scmoformerBmmc,
  scmoformerParts,
  spatiaGenes,
  spatiaNuclei,
  spatiaShapes,
  spatiaLevels,
  spatiaPairs,
  spatiaPictures,
  stalignPictures,
  stalignAblation,
];
