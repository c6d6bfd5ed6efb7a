import type { TissueImage } from '../../data';
import { channelRange } from '../../data/images/channelRange';
import { type Comm, IMAGE_TARGET, type ImageAnswer, type ImageQuestion, kernelApi } from '../../protocol';
import { factsOf, readTile } from './imageTiles';

/** Images that pages may ask for; of more than so many the ones shown longest ago are let go (ours). */
const MOST_IMAGES = 16;
/** Questions of one page that wait; a page that asks for more is not ours (ours: ours has a handful under way). */
const MOST_WAITING = 1024;

type Asked = Exclude<ImageQuestion, { ask: 'drop' }>;

const known = new Map<string, TissueImage>();

/** Lets pages zoom into images that views show small. */
export function offerImages(images: ReadonlyMap<string, TissueImage>): void {
  const kernel = kernelApi();
  if (!kernel) return;
  for (const [key, image] of images) {
    known.delete(key);
    known.set(key, image);
  }
  for (const key of known.keys()) {
    if (known.size <= MOST_IMAGES) break;
    known.delete(key);
  }
  kernel.onComm(IMAGE_TARGET, connect);
}

function connect(comm: Comm, { data }: { data: unknown }): void {
  const image = known.get(String((data as { key?: unknown } | null)?.key));
  if (!image || image.closed) return comm.close();
  const waiting = new Map<number, Asked>();
  let [working, open] = [false, true];
  const send = (answer: ImageAnswer, buffers: Uint8Array[] = []): void => {
    if (open) comm.send(answer, { buffers });
  };
  const work = async (): Promise<void> => {
    working = true;
    for (const [id, question] of waiting) {
      waiting.delete(id);
      if (image.closed) return comm.close();
      await answer(image, question, send);
      // Other messages, also those that take back what was asked, come in between.
      await new Promise((resolve) => setImmediate(resolve));
    }
    working = false;
  };
  comm.onClose = () => {
    open = false;
    waiting.clear();
  };
  comm.onMessage = (message) => {
    const question = Object(message.data) as ImageQuestion;
    if (question.ask === 'drop') {
      for (const id of Array.isArray(question.ids) ? question.ids : []) waiting.delete(Number(id));
      return;
    }
    const id = Number(question.id ?? 0);
    if (waiting.size >= MOST_WAITING) return send({ id, problem: 'Too much is asked for at once.' });
    waiting.set(id, { ...question, id });
    if (!working) void work();
  };
  send({ facts: factsOf(image) });
}

async function answer(
  image: TissueImage,
  question: Asked,
  send: (answer: ImageAnswer, buffers?: Uint8Array[]) => void,
): Promise<void> {
  const { id } = question;
  try {
    if (question.ask === 'range') {
      if (!Number.isInteger(question.channel) || !(question.channel in image.channels)) return send({ id, problem: 'There is no such channel.' }); // prettier-ignore
      return send({ id, range: await channelRange(image, question.channel) });
    }
    if (question.ask !== 'tile') {
      return send({ id, problem: 'This question is not known: a newer Tissuebook may be able to answer it.' });
    }
    const { bytes, ...tile } = await readTile(image, question);
    send({ id, tile }, [bytes]);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    send({ id, problem: problem.slice(0, 1000) });
  }
}
