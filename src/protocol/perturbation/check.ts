import { CHANGES, MAX_GENES, type PerturbationAnswer, type PerturbationPayload } from './perturbation';
import { checkView } from '../view/check';
import { ViewError } from '../view/viewError';
import { type Check, finite, list, record, text } from '../view/shape';

const MAX_TYPES = 500;
const MAX_MODELS = 64;
const name = text(500);

const anything: Check = () => undefined;
const shape = record(
  {
    version: finite,
    id: text(200),
    title: text(),
    models: list(name, 1, MAX_MODELS),
    types: list(name, 0, MAX_TYPES),
    genes: list(name, 0, MAX_GENES),
    tissue: anything,
  },
  { labels: name, answer: anything },
);
const answerShape = record({
  id: text(200),
  request: record({ model: name, what: anything, seeds: list(finite, 0, 1000) }, { where: anything }),
  text: text(50_000),
  views: list(anything, 0, 10),
  seconds: finite,
});

/** @throws ViewError for anything that is not a widget of this version, or holds a view that cannot be shown */
export function checkPerturbation(value: unknown): PerturbationPayload {
  const version = (value as { version?: unknown } | null)?.version;
  if (version !== 1) throw new ViewError('version', `is ${JSON.stringify(version)?.slice(0, 20)}; this page knows 1`);
  shape(value, 'perturbation');
  const payload = value as PerturbationPayload;
  if (checkView(payload.tissue).kind !== 'spatial') throw new ViewError('tissue.kind', 'must be spatial');
  if (payload.answer !== undefined) checkAnswer(payload.answer);
  return payload;
}

/** @throws ViewError for an answer that cannot be shown */
export function checkAnswer(value: unknown): PerturbationAnswer {
  answerShape(value, 'answer');
  const answer = value as PerturbationAnswer;
  for (const view of answer.views) checkView(view);
  const kind = (answer.request.what as { kind?: unknown } | null)?.kind;
  if (!CHANGES.some((each) => each === kind)) throw new ViewError('answer.request.what.kind', 'is no change');
  return answer;
}
