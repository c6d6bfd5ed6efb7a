import type { StoredTensor } from '../../engine';
import { TissuebookError } from '../../errors';
import type { ImageConfig, StackConfig } from '../spatia/config';

/** The weights of a ViT-MAE under our names, and what network they are of. */
export interface VitMaeWeights {
  readonly config: ImageConfig;
  /** By the names of createImageAutoencoder(). */
  readonly tensors: ReadonlyMap<string, { shape: number[]; data: Float32Array }>;
  /** Places of the class token and of all patches [1 + patches, width], and the same for the decoder. */
  readonly places: Float32Array;
  readonly decoderPlaces: Float32Array;
}

/** Columns of a head in every published ViT (ViT-B, L and H: 768 / 12, 1024 / 16; H has 80): no file of weights says it. */
const HEAD = 64;
/** Ours and the public name of the parts of a layer. */
const LAYER: Readonly<Record<string, string>> = {
  norm1: 'layernorm_before',
  'attn.q': 'attention.attention.query',
  'attn.k': 'attention.attention.key',
  'attn.v': 'attention.attention.value',
  'attn.o': 'attention.output.dense',
  norm2: 'layernorm_after',
  'mlp.fc1': 'intermediate.dense',
  'mlp.fc2': 'output.dense',
};

/** What a model in the memory of transformers 5 calls the same parts: files that were written from there are read too. */
const RENAMED: readonly (readonly [RegExp, string])[] = [
  [/^(vit\.)?layers\.(\d+)\./, '$1encoder.layer.$2.'],
  [/\.attention\.q_proj\./, '.attention.attention.query.'],
  [/\.attention\.k_proj\./, '.attention.attention.key.'],
  [/\.attention\.v_proj\./, '.attention.attention.value.'],
  [/\.attention\.o_proj\./, '.attention.output.dense.'],
  [/\.mlp\.fc1\./, '.intermediate.dense.'],
  [/\.mlp\.fc2\./, '.output.dense.'],
];

/**
 * Reads the public layout of ViT-MAE (that of facebook/vit-mae-base and of ViTMAEForPreTraining in transformers, also without its
 * decoder): which network it is follows from the shapes.
 *
 * @param given tensors by their names in the file
 * @param heads of the encoder, where they are not 64 columns wide
 * @param decoderHeads of the decoder (16 in the published ones); without them it is not read and has no layers here
 * @throws TissuebookError 'checkpoint-mismatch' for tensors that are missing or of another shape
 */
export function readVitMaeLayout(
  where: string,
  given: ReadonlyMap<string, StoredTensor>,
  { heads, decoderHeads }: { heads?: number; decoderHeads?: number } = {},
): VitMaeWeights {
  const rename = (name: string): string => RENAMED.reduce((found, [from, to]) => found.replace(from, to), name);
  const stored = new Map([...given].map(([name, tensor]) => [rename(name), tensor]));
  const reader = new LayoutReader(where, stored);
  const own = stored.has('vit.embeddings.cls_token') ? 'vit.' : '';
  const filter = reader.get(`${own}embeddings.patch_embeddings.projection.weight`);
  const [width = 0, channels = 0, patch = 0, across = 0] = filter.shape;
  const places = reader.get(`${own}embeddings.position_embeddings`);
  const patches = (places.shape.at(-2) ?? 0) - 1;
  const side = Math.round(Math.sqrt(patches));
  if (filter.shape.length !== 4 || patch !== across || side * side !== patches || places.shape.at(-1) !== width) {
    throw mismatch(
      where,
      `patches of ${filter.shape.join(' x ')} and places of ${places.shape.join(' x ')} make no square picture`,
    );
  }
  const encoder = reader.stack(`${own}encoder.layer.`, width, heads ?? width / HEAD);
  const decoded = decoderHeads !== undefined;
  const decoderWidth = decoded ? reader.get('decoder.decoder_embed.weight').shape[0]! : width;
  const decoder = decoded
    ? reader.stack('decoder.decoder_layers.', decoderWidth, decoderHeads)
    : { width, heads: encoder.heads, hidden: 4, layers: 0 };
  reader.put('embed.weight', [width, patch * patch * channels], channelsLast(filter.data, width, channels, patch));
  reader.take('embed.bias', `${own}embeddings.patch_embeddings.projection.bias`, [width]);
  const first = reader.get(`${own}embeddings.cls_token`).data;
  // The class token has a place too; there it is added once.
  reader.put(
    'class_token',
    [width],
    Float32Array.from({ length: width }, (_, c) => Number(first[c]) + Number(places.data[c])),
  );
  reader.layers('layers', `${own}encoder.layer.`, encoder);
  reader.linear('norm', `${own}layernorm`, [width]);
  const config = { size: side * patch, patch, channels, encoder, decoder };
  const found = { config, tensors: reader.tensors, places: floats(places) };
  if (!decoded) return { ...found, decoderPlaces: new Float32Array(0) };
  reader.linear('decoder_embed', 'decoder.decoder_embed', [decoderWidth, width]);
  reader.take('mask_token', 'decoder.mask_token', [decoderWidth]);
  reader.layers('decoder_layers', 'decoder.decoder_layers.', decoder);
  reader.linear('decoder_norm', 'decoder.decoder_norm', [decoderWidth]);
  reader.linear('predict', 'decoder.decoder_pred', [patch * patch * channels, decoderWidth]);
  return { ...found, decoderPlaces: floats(reader.get('decoder.decoder_pos_embed')) };
}

/** Takes tensors by their public names. */
class LayoutReader {
  readonly tensors = new Map<string, { shape: number[]; data: Float32Array }>();

  constructor(
    readonly where: string,
    readonly stored: ReadonlyMap<string, StoredTensor>,
  ) {}

  get(name: string): StoredTensor {
    const found = this.stored.get(name);
    if (found) return found;
    throw mismatch(this.where, `has no "${name}"`);
  }

  put(name: string, shape: number[], data: Float32Array): void {
    this.tensors.set(name, { shape, data });
  }

  /** Shapes may differ in axes of length 1 alone, as those of tokens do. */
  take(name: string, from: string, shape: number[]): void {
    const found = this.get(from);
    const bare = (sizes: number[]): string => sizes.filter((size) => size !== 1).join();
    if (bare(found.shape) !== bare(shape)) {
      throw mismatch(this.where, `"${from}" is ${found.shape.join(' x ')}, not ${shape.join(' x ')}`);
    }
    this.put(name, shape, floats(found));
  }

  linear(name: string, from: string, shape: number[]): void {
    this.take(`${name}.weight`, `${from}.weight`, shape);
    this.take(`${name}.bias`, `${from}.bias`, shape.slice(0, 1));
  }

  /** How many layers there are, and how wide. */
  stack(prefix: string, width: number, heads: number): StackConfig {
    let layers = 0;
    while (this.stored.has(`${prefix}${layers}.layernorm_before.weight`)) layers++;
    if (layers === 0) throw mismatch(this.where, `has no "${prefix}0.layernorm_before.weight"`);
    if (!Number.isInteger(heads) || heads < 1 || width % heads !== 0) {
      throw new TissuebookError(
        'invalid-argument',
        `${this.where}: ${heads} heads do not divide a width of ${width}.`,
        {
          argument: 'heads',
          found: heads,
          advice: 'A file of weights does not say how many heads its network has: name them in heads.',
        },
      );
    }
    return { width, heads, hidden: this.get(`${prefix}0.intermediate.dense.weight`).shape[0]!, layers };
  }

  layers(name: string, prefix: string, { width, hidden, layers }: StackConfig): void {
    for (let l = 0; l < layers; l++) {
      for (const [ours, theirs] of Object.entries(LAYER)) {
        const shape = ours.startsWith('norm') ? [width] : ours === 'mlp.fc1' ? [hidden, width] : ours === 'mlp.fc2' ? [width, hidden] : [width, width]; // prettier-ignore
        this.linear(`${name}.${l}.${ours}`, `${prefix}${l}.${theirs}`, shape);
      }
    }
  }
}

/** A filter [width, channels, row, column] as rows of patchify(): row, column, channel. */
function channelsLast(values: StoredTensor['data'], width: number, channels: number, patch: number): Float32Array {
  const pixels = patch * patch;
  const out = new Float32Array(width * channels * pixels);
  for (let w = 0; w < width; w++) {
    for (let c = 0; c < channels; c++) {
      for (let p = 0; p < pixels; p++)
        out[(w * pixels + p) * channels + c] = Number(values[(w * channels + c) * pixels + p]);
    }
  }
  return out;
}

const floats = ({ data }: StoredTensor): Float32Array =>
  data instanceof Float32Array ? data : Float32Array.from(data, Number);

function mismatch(where: string, what: string): TissuebookError {
  return new TissuebookError('checkpoint-mismatch', `${where}: these are no weights of a ViT-MAE: ${what}.`, {
    argument: 'source',
    advice: 'The layout is that of facebook/vit-mae-base, a safetensors file.',
  });
}
