import type { Transcripts } from '../../data';
import { TissuebookError } from '../../errors';
import {
  type Comm,
  DEEPEST_LEVEL,
  kernelApi,
  MAX_TILE_DOTS,
  MAX_TILES_ASKED,
  TRANSCRIPT_TARGET,
  type TranscriptAnswer,
  type TranscriptFacts,
  type TranscriptPlace,
  type TranscriptQuestion,
} from '../../protocol';
import { answerInTurn, OfferedThings } from '../answerInTurn';

/** Tables of transcripts that pages may ask for (ours). */
const MOST_TABLES = 16;

type Asked = Exclude<TranscriptQuestion, { ask: 'drop' }>;

const offered = new OfferedThings<Transcripts>(MOST_TABLES);

/** Lets pages show the transcripts that views show some of. */
export function offerTranscripts(transcripts: ReadonlyMap<string, Transcripts>): void {
  const kernel = kernelApi();
  if (!kernel) return;
  offered.add(transcripts);
  kernel.onComm(TRANSCRIPT_TARGET, connect);
}

function connect(comm: Comm, { data }: { data: unknown }): void {
  const transcripts = offered.named(data);
  if (!transcripts || transcripts.closed) return comm.close();
  answerInTurn<Asked>(comm, { facts: factsOf(transcripts) }, {
    gone: () => transcripts.closed,
    answer: (question, send) => answer(transcripts, question, send),
  }); // prettier-ignore
}

function factsOf(transcripts: Transcripts): TranscriptFacts {
  const { genes } = transcripts;
  return {
    genes: [...genes],
    counts: genes.map((gene) => transcripts.count(gene)),
    depths: genes.map((gene) => transcripts.depth(gene)),
  };
}

function answer(
  transcripts: Transcripts,
  question: Asked,
  send: (answer: TranscriptAnswer, buffers?: Uint8Array[]) => void,
): void {
  const { id } = question;
  if (question.ask !== 'tiles') {
    return send({ id, problem: 'This question is not known: a newer Tissuebook may be able to answer it.' });
  }
  const found = checkedTiles(question.tiles).map((tile) => transcripts.tile(String(question.gene), tile, MAX_TILE_DOTS)); // prettier-ignore
  const together = new Float32Array(found.reduce((sum, { places }) => sum + places.length, 0));
  let at = 0;
  for (const { places } of found) {
    together.set(places, at);
    at += places.length;
  }
  const [dots, of] = [found.map(({ places }) => places.length / 2), found.map((each) => each.of)];
  send({ id, dots, of }, [new Uint8Array(together.buffer)]);
}

function checkedTiles(tiles: unknown): TranscriptPlace[] {
  const listed = Array.isArray(tiles) ? (tiles as (Partial<TranscriptPlace> | null)[]) : [];
  const inside = (at: unknown, n: number): boolean => Number.isInteger(at) && (at as number) >= 0 && (at as number) < n;
  const sound = listed.every((tile) => {
    const level = tile?.level;
    return inside(level, DEEPEST_LEVEL + 1) && inside(tile!.column, 2 ** level!) && inside(tile!.row, 2 ** level!);
  });
  if (sound && listed.length > 0 && listed.length <= MAX_TILES_ASKED) return listed as TranscriptPlace[];
  throw new TissuebookError('invalid-argument', 'There are no such tiles of transcripts.', { argument: 'tiles', found: tiles }); // prettier-ignore
}
