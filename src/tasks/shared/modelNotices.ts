import type { Model } from '../../models';

/** What the training of some models warned of, each once, under the name of its model where several are asked: for every answer of theirs. */
export function modelNotices(models: Model | readonly Model[]): string[] {
  const list = 'card' in models ? [models] : models;
  const several = new Set(list.map(({ card }) => card.id)).size > 1;
  return [
    ...new Set(
      list.flatMap(({ card, notices = [] }) => notices.map((notice) => (several ? `${card.name}: ${notice}` : notice))),
    ),
  ];
}
