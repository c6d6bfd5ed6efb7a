import type { TissueImage } from '../../data';
import { channelRange } from '../../data/images/channelRange';
import { type Comm, IMAGE_TARGET, type ImageAnswer, type ImageQuestion, kernelApi } from '../../protocol';
import { answerInTurn, OfferedThings } from '../answerInTurn';
import { factsOf, readTile } from './imageTiles';

/** Images that pages may ask for (ours). */
const MOST_IMAGES = 16;

type Asked = Exclude<ImageQuestion, { ask: 'drop' }>;

const offered = new OfferedThings<TissueImage>(MOST_IMAGES);

/** Lets pages zoom into images that views show small. */
export function offerImages(images: ReadonlyMap<string, TissueImage>): void {
  const kernel = kernelApi();
  if (!kernel) return;
  offered.add(images);
  kernel.onComm(IMAGE_TARGET, connect);
}

function connect(comm: Comm, { data }: { data: unknown }): void {
  const image = offered.named(data);
  if (!image || image.closed) return comm.close();
  answerInTurn<Asked>(comm, { facts: factsOf(image) }, {
    gone: () => image.closed,
    answer: (question, send) => answer(image, question, send),
  }); // prettier-ignore
}

async function answer(
  image: TissueImage,
  question: Asked,
  send: (answer: ImageAnswer, buffers?: Uint8Array[]) => void,
): Promise<void> {
  const { id } = question;
  if (question.ask === 'range') {
    if (!Number.isInteger(question.channel) || !(question.channel in image.channels)) return send({ id, problem: 'There is no such channel.' }); // prettier-ignore
    return send({ id, range: await channelRange(image, question.channel) });
  }
  if (question.ask !== 'tile') {
    return send({ id, problem: 'This question is not known: a newer Tissuebook may be able to answer it.' });
  }
  const { bytes, ...tile } = await readTile(image, question);
  send({ id, tile }, [bytes]);
}
