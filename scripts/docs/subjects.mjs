import { Comment, CommentTag, Converter, ReflectionKind } from 'typedoc';

/** What each room of the library is called in the reference, in the order in which a reader meets them. */
export const SUBJECTS = {
  data: 'Data',
  prepare: 'Preparation',
  receipts: 'Receipts',
  graph: 'Graphs',
  models: 'Models',
  tasks: 'Tasks',
  metrics: 'Metrics',
  views: 'Views',
  lab: 'Notebooks',
  cluster: 'Clusters',
  engine: 'Engine',
  fetch: 'Weights and files by address',
  protocol: 'Protocol',
};
const REST = 'Shared';

/** The subject of a file of src. */
export function subjectOf(file) {
  const [, room] = /(?:^|\/)src\/([a-z]+)\//.exec(file) ?? [];
  return SUBJECTS[room] ?? REST;
}

/** A plugin of typedoc that sorts what the library exports by the room that it is written in. */
export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_context, reflection) => {
    if (!reflection.parent?.kindOf(ReflectionKind.Project | ReflectionKind.Module)) return;
    reflection[SUBJECTS_KEY] = true;
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, (context) => {
    for (const reflection of context.project.getReflectionsByKind(ReflectionKind.SomeExport)) {
      if (!reflection[SUBJECTS_KEY]) continue;
      const file = context.project.getSymbolIdFromReflection(reflection)?.packagePath;
      if (!file) continue;
      const category = new CommentTag('@category', [{ kind: 'text', text: subjectOf(file) }]);
      for (const each of [reflection, ...(reflection.signatures ?? [])]) {
        each.comment ??= new Comment();
        each.comment.blockTags.push(category);
      }
    }
  });
}

const SUBJECTS_KEY = Symbol('subject');
