import { countParameters, Random } from '../../engine';
import { machineSpeed, ModelSummary } from '../contract';
import { createSpatia } from './network';
import { cellsOfFlow } from './flow/flowData';
import type { Plan } from './plan';
import type { UnetConfig } from './pictures/unet';
import { type FlowPictures, flowConfig, networkConfig, type SpatiaConfig } from './settings';

/** Seconds that a step takes beside its arithmetic, and that compiling a stage takes once (ours, two CPU cores). */
const STEP_SECONDS = 0.01;
const COMPILE_SECONDS = 8;
/** Share of the speed of large matrix products that a step reaches (ours). */
const EFFICIENCY = 0.2;

/** What training takes: an estimate from the sizes of the network and the measured speed of this machine. */
export async function summarize({ state, roles, flow, input }: Plan, epochs?: number): Promise<ModelSummary> {
  const { config, branches, channels, features } = state;
  const { all, trained } = countParameters((p) => createSpatia(p, state, new Random(0)));
  const net = networkConfig(config, Math.max(1, channels.length));
  const patches = (config.imageSize / config.patch) ** 2;
  const embeds = branches.image || branches.genes;
  const perEpoch = Math.ceil(roles.trained.length / config.batch);
  const joint = epochs ?? config.epochs;
  const layer = ({ width, hidden }: { width: number; hidden: number }, tokens: number): number =>
    2 * tokens * (4 * width * width + 2 * width * hidden + 2 * tokens * width);
  const image = branches.image ? net.image.encoder.layers * layer(net.image.encoder, patches + 1) : 0;
  const decoder = branches.image ? net.image.decoder.layers * layer(net.image.decoder, patches + 1) : 0;
  const genes = branches.genes ? net.gene.layers * layer(net.gene, features.length) : 0;
  const niches = branches.image && config.levels !== 'cell' ? 1 : 0;
  const perCell = image * (1 + niches) + genes + (config.lambdaImage > 0 ? image * 0.25 + decoder : 0);
  const flowSteps = flow ? Math.ceil(Math.max(...flow.transitions.map(({ control }) => control.length)) / config.flowBatch) : 0; // prettier-ignore
  const flowEpochs = flow ? (embeds ? config.flowEpochs : (epochs ?? config.flowEpochs)) : 0;
  const stagesBefore = (branches.image ? 1 + niches : 0) + (branches.genes ? 1 : 0);
  const joins = branches.image && features.length > 0 && (branches.genes || config.lambdaCross > 0);
  const pretrain = embeds ? stagesBefore * (joins ? config.pretrainEpochs : joint) * perEpoch : 0;
  const jointSteps = joins ? joint * perEpoch : 0;
  const pictures = flow?.flow.pictures;
  const latentSteps = pictures && config.space === 'latent' ? config.autoencoderEpochs * Math.ceil(cellsOfFlow(flow!).length / config.batch) : 0; // prettier-ignore
  const flowCells = flow ? config.flowBatch * flow.transitions.length : 0;
  const perFlowStep = pictures ? flowCells * unetOperations(flowConfig(config, { shapes: 0, pictures, condition: 0, signature: 0 }).grid!) : 0; // prettier-ignore
  // Forward once, backward twice.
  const operations = 3 * config.batch * perCell;
  const speed = EFFICIENCY * (await machineSpeed());
  const steps = pretrain + jointSteps + latentSteps + flowSteps * flowEpochs;
  const drawing = 3 * (flowSteps * flowEpochs * perFlowStep + latentSteps * config.batch * autoencoderOperations(config, pictures)); // prettier-ignore
  const seconds = steps * STEP_SECONDS + ((jointSteps + pretrain / 2) * operations + drawing) / speed;
  const activations = config.batch * (patches * config.imageWidth * (12 * config.imageLayers) + features.length * config.geneWidth * 12 * config.geneLayers); // prettier-ignore
  const crops = branches.image ? input.cells * config.imageSize ** 2 * channels.length : 0;
  return new ModelSummary({
    model: 'SPATIA',
    cells: input.cells,
    features: features.length,
    parameters: trained,
    state: all - trained,
    steps,
    epochs:
      (embeds ? stagesBefore * (joins ? config.pretrainEpochs : joint) : 0) +
      (joins ? joint : 0) +
      (latentSteps > 0 ? config.autoencoderEpochs : 0) +
      flowEpochs,
    operations,
    bytes: 4 * (4 * all + (embeds ? activations : 0) + 3 * input.cells * features.length) + crops,
    seconds:
      COMPILE_SECONDS * (stagesBefore + (jointSteps > 0 ? 1 : 0) + (flow ? 1 : 0) + (latentSteps > 0 ? 1 : 0)) +
      seconds,
  });
}

/** Operations of a U-Net for one picture: two convolutions of a block on the way down, in the middle and, with twice the channels, on the way up. */
const unetOperations = ({ side, width, multiples }: UnetConfig): number =>
  multiples.reduce((sum, multiple, l) => sum + 2 * 9 * (side / 2 ** l) ** 2 * (multiple * width) ** 2 * 6, 0);

/** Operations of the autoencoder for one crop: the two largest maps of the way up count. */
const autoencoderOperations = (
  { autoencoderWidth: width }: SpatiaConfig,
  pictures: FlowPictures | undefined,
): number => (pictures ? 2 * 9 * pictures.side ** 2 * width ** 2 * 3 : 0);
