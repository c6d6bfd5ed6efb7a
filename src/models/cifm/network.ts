import { tf, type Parameters, type Random } from '../../engine';
import {
  createVoidLayer,
  filledRows,
  meanReceived,
  rms,
  voidLayer,
  type Form,
  type LayerEdges,
  type LayerOutput,
} from './layer';

/** Everything that decides how a network computes, beside its weights. */
export interface NetworkForm extends Form {
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  /** Whether the rows of X are divided by their root mean square first. */
  readonly inputRms: boolean;
  /** Whether the mean of the visible cells of a receptive field is added to the output, scaled by gene. */
  readonly residual: boolean;
  /** Whether the output has a second half: the logit that a gene is expressed at all. */
  readonly gate: boolean;
}

/** What a forward pass takes. Its first nodes are the asked cells; layer k of encoder and decoder has the messages `edges[k]`. */
export interface NetworkInput {
  /** X [nodes, genes]; zero where the cell is masked. */
  readonly x: tf.Tensor2D;
  /** 1 where the cell is masked, 0 elsewhere and at padding [nodes, 1]. */
  readonly masked: tf.Tensor2D;
  /** x_dst . x_src of the first layer's edges [edges, 1]; computed from x where absent. */
  readonly products?: tf.Tensor2D | undefined;
  /** First those of the encoder, which join no masked cell, then those of the decoder. */
  readonly edges: readonly LayerEdges[];
}

/** Told of every layer before its output is used: how a start is calibrated. @param own what the receivers bring */
export type LayerVisitor = (
  layer: Parameters,
  output: () => LayerOutput,
  own: tf.Tensor2D,
  isLast: boolean,
) => LayerOutput;

/** Widths of a network. */
export interface NetworkSizes {
  readonly genes: number;
  readonly dim: number;
  readonly hidden: number;
}

/** Makes the parameters of a network. */
export function createNetwork(p: Parameters, form: NetworkForm, sizes: NetworkSizes, random: Random): void {
  const { hidden, dim } = sizes;
  for (const { stack, layer, inputs, outputs, move } of layersOf(form, sizes)) {
    const place = p.at(stack).at('layers').at(layer);
    createVoidLayer(place, { inputs, hidden, outputs }, { move, skip: form.skip, near: form.near }, random);
  }
  p.create('pad', [dim], random, { init: 'normal' });
  if (form.residual) p.create('residual', [sizes.genes], random, { init: 'ones' });
}

interface LayerPlace {
  stack: 'encoder' | 'decoder';
  layer: number;
  inputs: number;
  outputs: number;
  /** The last layer of a stack does not move coordinates. */
  move: boolean;
}

function layersOf(form: NetworkForm, { genes, dim }: NetworkSizes): LayerPlace[] {
  const outputs = form.gate ? 2 * genes : genes;
  const widths = {
    encoder: [genes, ...Array<number>(form.encoderLayers).fill(dim)],
    decoder: [...Array<number>(form.decoderLayers).fill(dim), outputs],
  };
  return (['encoder', 'decoder'] as const).flatMap((stack) =>
    widths[stack].slice(1).map((width, layer) => ({
      stack,
      layer,
      inputs: widths[stack][layer]!,
      outputs: width,
      move: layer + 2 < widths[stack].length,
    })),
  );
}

const direct: LayerVisitor = (_, output) => output();

/** Microenvironments [nodes, dim] (equation 2): the encoder on the graph without the masked cells, whose rows mean nothing. */
export function encode(p: Parameters, form: NetworkForm, input: NetworkInput, visit = direct): tf.Tensor2D {
  let z = form.inputRms ? rms(input.x) : input.x;
  let moved: tf.Tensor2D | undefined;
  // The given inner products are those of X as it is.
  let products = form.inputRms ? undefined : input.products;
  for (let l = 0; l < form.encoderLayers; l++) {
    const layer = p.at('encoder').at('layers').at(l);
    const [from, before, known, edges] = [z, moved, products, input.edges[l]!];
    const run = (): LayerOutput =>
      voidLayer(layer, form, { z: from, moved: before, products: known }, edges, from.shape[0]);
    const output = visit(layer, run, from, false);
    z = form.normalize === 'rms' ? rms(output.z) : output.z;
    moved = output.moved;
    products = undefined;
  }
  return z;
}

/**
 * What the decoder says of the first `asked` nodes [asked, genes], or [asked, 2 genes] with a gate (equation 3). Masked
 * cells are back at their places with the padding embedding; coordinates start unmoved.
 */
export function decode(
  p: Parameters,
  form: NetworkForm,
  z: tf.Tensor2D,
  input: NetworkInput,
  asked: number,
  visit = direct,
): tf.Tensor2D {
  let h = tf.add(tf.mul(z, tf.sub(1, input.masked)), tf.mul(p.get('pad'), input.masked)) as tf.Tensor2D;
  let moved: tf.Tensor2D | undefined;
  for (let l = 0; l < form.decoderLayers; l++) {
    const layer = p.at('decoder').at('layers').at(l);
    const isLast = l === form.decoderLayers - 1;
    const [from, before, edges] = [h, moved, input.edges[form.encoderLayers + l]!];
    const receivers = isLast ? asked : from.shape[0];
    const run = (): LayerOutput => voidLayer(layer, form, { z: from, moved: before }, edges, receivers);
    const output = visit(layer, run, from, isLast);
    h = form.normalize === 'rms' && !isLast ? rms(output.z) : output.z;
    moved = output.moved;
  }
  return form.residual ? addResidual(h, visibleMean(p, input, asked)) : h;
}

/** The mean of the visible cells that each of the first `asked` nodes receives from in the last layer, scaled by gene [asked, genes]. */
export function visibleMean(p: Parameters, { x, masked, edges }: NetworkInput, asked: number): tf.Tensor2D {
  const visible = tf.mul(x, tf.sub(1, masked)) as tf.Tensor2D;
  return tf.mul(meanReceived(visible, filledRows(visible), edges.at(-1)!, asked), p.get('residual'));
}

/** Adds to the magnitudes; the gate's half of an output stays. */
function addResidual(output: tf.Tensor2D, residual: tf.Tensor2D): tf.Tensor2D {
  const rest = output.shape[1] - residual.shape[1];
  return tf.add(
    output,
    rest > 0
      ? tf.pad(residual, [
          [0, 0],
          [0, rest],
        ])
      : residual,
  );
}

/**
 * Expression that an output stands for [asked, genes]. With a gate: the magnitude where the gene is more likely
 * expressed than not, zero elsewhere (the authors' code).
 */
export function expressionOf(form: Pick<NetworkForm, 'gate'>, output: tf.Tensor2D): tf.Tensor2D {
  if (!form.gate) return output;
  const [magnitude, logit] = tf.split(output, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
  // A step has a gradient, which is zero; a comparison has none.
  return tf.mul(tf.relu(magnitude), tf.step(logit));
}
