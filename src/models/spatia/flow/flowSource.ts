import { startEngine, tf } from '../../../engine';
import type { Stage } from '../../training/fitModel';
import type { SpatiaInput } from '../input';
import { autoencoderStage } from '../pictures/autoencoderStage';
import { flowCrops, type FlowCrops, flowRange } from '../pictures/flowCrops';
import { throughLatents } from '../pictures/generatePictures';
import type { FlowPictures } from '../settings';
import type { SpatiaState } from '../state';
import { cellsOfFlow, type FlowData } from './flowData';
import { featureSpace, type FlowSpace, latentSpace } from './flowSpace';

/** What flows, the stages that come before it, and what must be known of it. */
export interface FlowSource {
  readonly stages: Stage[];
  readonly space: () => Promise<FlowSpace>;
  readonly notices: () => Promise<readonly string[]>;
}

/** Cells on which is looked at what the autoencoder loses (ours). */
const LOOKED_AT = 256;

/** Features of shape, pixels, or latents of an autoencoder that is trained first on the cells of all transitions. */
export function spaceOf(state: SpatiaState, input: SpatiaInput, data: FlowData): FlowSource {
  const { flow, shapes } = data;
  if (shapes) return { stages: [], space: async () => featureSpace(shapes), notices: async () => [] };
  const pictures = flow.pictures!;
  const cells = cellsOfFlow(data);
  let read: Promise<FlowCrops> | undefined;
  const crops = (): Promise<FlowCrops> => (read ??= readCrops(state, input, pictures, cells));
  if (state.config.space === 'pixels') {
    return { stages: [], space: crops, notices: async () => (await crops()).notices };
  }
  return {
    stages: [autoencoderStage(state, pictures, cells, crops)],
    space: async () => latentSpace(state, await crops(), cells, pictures),
    notices: async () => [...(await crops()).notices, await lossLine(state, pictures, await crops(), cells)],
  };
}

/** Reads the pictures of the cells learned from, and keeps what is black and white in them. */
async function readCrops(
  state: SpatiaState,
  input: SpatiaInput,
  pictures: FlowPictures,
  cells: Int32Array,
): Promise<FlowCrops> {
  const range = await flowRange(input, state.config, pictures, input.adata.subset({ obs: cells }));
  state.parameters.set('flow.range', Float32Array.from(range ?? [0, 0]));
  return flowCrops(input, state.config, pictures, cells, range);
}

/** What the autoencoder loses of pictures that it was trained on: no flow of its latents can be sharper. */
async function lossLine(
  state: SpatiaState,
  pictures: FlowPictures,
  crops: FlowCrops,
  all: Int32Array,
): Promise<string> {
  await startEngine();
  const cells = all.subarray(0, LOOKED_AT);
  const loss = tf.tidy(() => {
    const rows = crops.rows(cells);
    const truth = tf.mul(tf.add(rows, 1), 0.5);
    return tf.mean(tf.square(tf.sub(throughLatents(state, pictures, rows), truth)));
  });
  const [error] = await loss.data();
  loss.dispose();
  const { side } = pictures;
  return `The autoencoder gives pictures of ${side} x ${side} pixels back at ${(-10 * Math.log10(error)).toFixed(1)} dB; what flows in its latents is no sharper.`;
}
