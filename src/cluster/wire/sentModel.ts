import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TissuebookError } from '../../errors';
import { type Model, type ModelName, zoo } from '../../models';
import { inScratch } from './scratch';

/** A model of the zoo as it travels: its name, and its settings or the file that save() writes. */
export class SentModel {
  constructor(
    readonly id: string,
    readonly config: Readonly<Record<string, unknown>>,
    /** Of a trained model. */
    readonly file?: Uint8Array,
  ) {}
}

/** Whether a value is a model: anything that can be trained and asked. */
export const isModel = (value: object): value is Model =>
  typeof (value as Partial<Model>).fit === 'function' && typeof (value as Partial<Model>).card === 'object';

/** A model as it travels. @throws TissuebookError 'invalid-argument' for one that is not of the zoo, which a worker cannot make */
export async function sendModel(model: Model): Promise<SentModel> {
  const { id } = model.card;
  if (!(zoo.list() as string[]).includes(id)) {
    throw new TissuebookError('invalid-argument', `A cluster's workers cannot make a model "${id}".`, {
      argument: 'model',
      found: id,
      advice: `They know those of the zoo: ${zoo.list().join(', ')}.`,
    });
  }
  const config = { ...(model.config as Record<string, unknown>) };
  if (!model.trained) return new SentModel(id, config);
  return inScratch(async (folder) => {
    const path = join(folder, 'model.safetensors');
    await model.save(path);
    return new SentModel(id, config, new Uint8Array(await readFile(path)));
  });
}

/** Trained models that this process has made, by the digest of their files. */
const made = new Map<string, Promise<Model>>();
/** Trained models that a process keeps (ours). */
const MOST = 8;

/** The model that was sent; one that was trained is read once. */
export async function receiveModel({ id, config, file }: SentModel): Promise<Model> {
  const name = id as ModelName;
  if (!file) return zoo.create(name, config as never);
  const digest = createHash('sha256').update(file).digest('hex');
  const known = made.get(digest);
  if (known) return known;
  const [oldest] = made.keys();
  if (made.size >= MOST && oldest !== undefined) made.delete(oldest);
  const model = inScratch(async (folder) => {
    const path = join(folder, 'model.safetensors');
    await writeFile(path, file);
    return (await zoo.load(name, path)) as Model;
  });
  made.set(digest, model);
  return model;
}
