import { brushPlugin } from './brush/plugin';
import { languagePlugin } from './notebook/languagePlugin';
import { notebookPlugin } from './notebook/plugin';
import { perturbationPlugin } from './perturbation/plugin';
import { pipelinePlugin } from './pipeline/plugin';
import { rendererPlugin } from './renderer/plugin';
import { statusPlugin } from './status/plugin';
import { zooPlugin } from './zoo/plugin';

export default [
  rendererPlugin,
  notebookPlugin,
  languagePlugin,
  zooPlugin,
  pipelinePlugin,
  perturbationPlugin,
  brushPlugin,
  statusPlugin,
];
