import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { LINK_FLAGS, nodeHeaders } from '../../../native/compiler';
import { startEngine } from '../../../src/engine';
import { compilingBackend } from '../../../src/engine/compile/backend';
import type { Graph } from '../../../src/engine/provider/tensorflow/binding';
import { compileSource, compiler, unless } from './compileSource';

type Name = 'words' | 'memory' | 'number' | 'pending';
type Addon = Record<Name, () => void> & { handle(): Graph; read(handle: unknown): number };

describe.skipIf(!compiler)(`at the border of C${unless}`, () => {
  let addon: Addon;
  beforeAll(() => {
    const flags = [...LINK_FLAGS[process.platform]!, `-I${nodeHeaders()}`];
    addon = createRequire(__filename)(compileSource('throws.node', [join(__dirname, 'throws.cc')], flags)) as Addon;
  });

  it.each<[Name, string]>([
    ['words', 'words of its own'],
    ['memory', 'there is not enough memory'],
    ['number', 'an exception of unknown kind'],
    ['pending', 'the first'],
  ])('an exception becomes a JavaScript error: %s', (name, message) => {
    expect(() => addon[name]()).toThrow(new Error(message));
  });

  it('a handle is read by its own kind, and nothing else is', () => {
    expect(addon.read(addon.handle())).toBe(5);
    for (const other of [undefined, 7, {}, new Proxy({}, {})]) expect(addon.read(other)).toBe(0);
  });

  it('the binding refuses handles that are not its own, and goes on', async () => {
    await startEngine();
    const binding = compilingBackend()?.binding;
    if (!binding) return;
    const add = (graph: Graph) => binding.addGraphNode(graph, 'NoOp', 'nothing', [], []);
    for (const other of [addon.handle(), {} as Graph, undefined as unknown as Graph]) {
      expect(() => add(other)).toThrow('Expecting a graph of newGraph().');
      expect(() => binding.addGraphFunction(other, 'f', [], [], false)).toThrow('Expecting a graph of newGraph().');
    }
    const graph = binding.newGraph();
    expect(add(graph)).toEqual([]);
    expect(addon.read(graph)).toBe(0);
  });
});
