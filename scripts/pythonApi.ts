import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelCards } from '../src/protocol';
import { libraryFunctions } from './pythonApi/libraryFunctions';
import { functionCode, MODEL_TASKS_OF } from './pythonApi/functionCode';
import { zooCode } from './pythonApi/zooCode';
import { ROOT } from './setup/paths';
import { main } from './setup/report';

const HEAD =
  '# Made by scripts/pythonApi.ts from the cards of models and the signatures of the library. Not to be edited.';

/** The Python modules that are made, by their path: functions of views and tasks, and the zoo. */
export function pythonModules(): Record<string, string> {
  const functions = libraryFunctions([join(ROOT, 'src', 'views', 'index.ts'), join(ROOT, 'src', 'tasks', 'index.ts')]);
  const api = [
    '"""Views and tasks of the library, as functions of Python."""',
    `${HEAD}\n\nfrom __future__ import annotations\n\nfrom typing import Any, Literal, Sequence\n\nfrom .calls import call\nfrom .figure import View\nfrom .objects import Model, Result`,
    `# Tasks that a model is asked as methods of it: model.embed(adata).\nMODEL_TASKS = ${MODEL_TASKS_OF(functions)}`,
    ...functions.map((each) => `\n${functionCode(each)}`),
  ];
  return {
    [join(ROOT, 'tissuebook', 'api.py')]: `${api.join('\n\n')}\n`,
    [join(ROOT, 'tissuebook', 'zoo.py')]: zooCode(modelCards, HEAD),
  };
}

if (require.main === module) {
  void main(() => {
    for (const [path, code] of Object.entries(pythonModules())) writeFileSync(path, code);
    return Promise.resolve(0);
  });
}
