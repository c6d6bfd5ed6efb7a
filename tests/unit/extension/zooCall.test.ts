import { describe, expect, it } from 'vitest';
import { ZooCall } from '../../../extension/src/code/zooCall';
import { formOptions, modelCards, zooCode, zooDefaults } from '../../../src/protocol';

const card = modelCards.find(({ id }) => id === 'squint')!;
const option = (name: string) => formOptions(card).find((one) => one.name === name)!;
const values = (source: string): Record<string, unknown> => {
  const said = ZooCall.find(source, 'squint')?.readAll(card) ?? new Map();
  return Object.fromEntries(
    [...said].map(([name, value]) => [name, value.kind === 'value' ? value.value : value.kind]),
  );
};
const written = (source: string, name: string, value: string | number | undefined): string => {
  const edit = ZooCall.find(source, 'squint')!.write(option(name), value);
  return edit ? source.slice(0, edit.start) + edit.text + source.slice(edit.end) : source;
};

describe('the call in a cell that makes a model', () => {
  it.each(modelCards.map((each) => [each.id, each] as const))('%s: reads what the form wrote', (id, each) => {
    const { code } = zooCode(each, { ...zooDefaults(each), epochs: 3, seed: 11 }) as { code: string };
    const said = ZooCall.find(code, id)!.readAll(each);
    expect(said.get('epochs')).toEqual({ kind: 'value', value: 3 });
    expect(said.get('seed')).toEqual({ kind: 'value', value: 11 });
    expect(said.get('preset')).toEqual({ kind: 'value', value: 'small' });
    expect(said.get('learningRate')).toEqual({ kind: 'absent' });
  });

  it('is found however it is written, and only for its model', () => {
    expect(values(`let m = await tissuebook.zoo.create("squint", { seed: 1_000, 'preset': 'tiny' })`)).toMatchObject({
      seed: 1000,
      preset: 'tiny',
    });
    expect(ZooCall.find(`zoo.create('cifm', { seed: 1 })`, 'squint')).toBeUndefined();
    expect(ZooCall.find(`zoo.card('squint'); // zoo.create('squint')`, 'squint')).toBeUndefined();
    expect(ZooCall.find('zoo.create(', 'squint')).toBeUndefined();
  });

  it('takes the fit of its own variable', () => {
    const source = `const a = zoo.create('cifm'); const b = zoo.create('squint')\nawait a.fit(t, { epochs: 9 })\nawait b.fit(t, { epochs: 4 })`;
    expect(values(source)).toMatchObject({ epochs: 4 });
    expect(values(`const b = zoo.create('squint')\nawait a.fit(t, { epochs: 9 })`)).toMatchObject({ epochs: 'code' });
  });

  it('changes a value where it stands, and nothing else', () => {
    const source = `// mine\nconst squint = zoo.create( 'squint', {preset:'tiny', /* why */ seed: 7} )\nawait squint.fit(tumour)`;
    expect(written(source, 'seed', 8)).toBe(source.replace('seed: 7', 'seed: 8'));
    expect(written(source, 'preset', 'paper')).toBe(source.replace("'tiny'", "'paper'"));
    expect(written(source, 'seed', 7)).toBe(source);
  });

  it('adds what is not there, and takes out what is left to the size', () => {
    expect(written(`zoo.create('squint')`, 'seed', 3)).toBe(`zoo.create('squint', { seed: 3 })`);
    expect(written(`zoo.create('squint', {})`, 'seed', 3)).toBe(`zoo.create('squint', { seed: 3 })`);
    expect(written(`zoo.create('squint', { seed: 3 })`, 'codes', 50)).toBe(
      `zoo.create('squint', { seed: 3, codes: 50 })`,
    );
    expect(written(`zoo.create('squint', { seed: 3, codes: 50 })`, 'codes', '')).toBe(
      `zoo.create('squint', { seed: 3 })`,
    );
    expect(written(`zoo.create('squint', { codes: 50, seed: 3 })`, 'codes', '')).toBe(
      `zoo.create('squint', { seed: 3 })`,
    );
    expect(written(`zoo.create('squint', { codes: 50 })`, 'codes', '')).toBe(`zoo.create('squint', {  })`);
  });

  it('leaves alone what only running the cell would tell', () => {
    for (const argument of ['options', '{ seed: seeds[0] }', '{ seed }', '{ ...mine }', '{ seed: `7` }']) {
      const source = `zoo.create('squint', ${argument})`;
      expect(values(source)['seed'], argument).toBe('code');
      expect(written(source, 'seed', 8), argument).toBe(source);
    }
  });
});
