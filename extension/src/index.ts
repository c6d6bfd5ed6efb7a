import { notebookPlugin } from './notebook/plugin';
import { rendererPlugin } from './renderer/plugin';
import { zooPlugin } from './zoo/plugin';

export default [rendererPlugin, notebookPlugin, zooPlugin];
