import { describe, expect, it } from 'vitest';
import { cifmSettings, squintSettings, zoo } from '../../../src/models';
import { ZOO_NAMES, zooCards, zooCode, zooDefaults, type ZooOption } from '../../../src/protocol';

type Settings = Record<string, { check: (value: unknown) => string | undefined; about: string; value: unknown }>;
const settings = { squint: squintSettings, cifm: cifmSettings } as unknown as Record<string, Settings>;
const squint = zooCards.find(({ id }) => id === 'squint')!;

describe('cards of the model zoo', () => {
  it('stand for the models of the library', () => {
    expect(zooCards.map(({ id }) => id).sort()).toEqual([...zoo.list()].sort());
    expect(ZOO_NAMES).toEqual(Object.fromEntries(zooCards.map(({ id, name }) => [id, name])));
  });

  it.each(zooCards.map((card) => [card.id, card] as const))(
    '%s: the form starts with values that it accepts',
    (_, card) => {
      expect(zooCode(card, zooDefaults(card))).toHaveProperty('code');
    },
  );

  const more = zooCards.flatMap(({ id, options }) =>
    options.filter((one) => one.more).map((one) => [id, one.name, one] as const),
  );
  it.each(more)('%s: %s takes what the model takes, and says what the model says', (id, name, option: ZooOption) => {
    const { check, about, value } = settings[id]![name]!;
    expect(option.help).toBe(about);
    if (option.type === 'choice') {
      expect(option.choices).toContain(value);
      for (const choice of option.choices) expect(check(choice)).toBeUndefined();
      expect(check('no such choice')).toBeDefined();
      return;
    }
    const step = option.type === 'integer' ? 1 : 1e-9;
    for (const sound of [option.low, option.high]) expect(check(sound)).toBeUndefined();
    for (const wrong of [option.low - step, option.high + step]) expect(check(wrong)).toBeDefined();
  });

  it('leave to the size what the form leaves empty', () => {
    const { code } = zooCode(squint, { ...zooDefaults(squint), codes: 50, hidden: '' }) as { code: string };
    expect(code).toContain("zoo.create('squint', { preset: 'small', seed: 7, codes: 50 })");
  });

  it('use the data of the notebook where there are some', () => {
    const { code } = zooCode(squint, zooDefaults(squint), 'slide') as { code: string };
    expect(code).not.toContain('datasets');
    expect(code).toContain('squint.fit(slide, { epochs: 5 })');
  });

  it('put only checked values into code', () => {
    const injected = { preset: "small'); process.exit(); ('", seed: 7, epochs: 5 };
    expect(zooCode(squint, injected)).toEqual({
      wrong: 'Size must be one of tiny, small, paper.',
      option: 'preset',
    });
    expect(zooCode(squint, { seed: '7; process.exit()' })).toMatchObject({ option: 'seed' });
    expect(zooCode(squint, { seed: 4294967296 })).toMatchObject({ option: 'seed' });
    expect(zooCode(squint, { epochs: 0 })).toMatchObject({ option: 'epochs' });
    expect(zooCode(squint, { layer: 'gcn' })).toMatchObject({ option: 'layer' });
    expect(zooCode(squint, { learningRate: NaN })).toMatchObject({ option: 'learningRate' });
  });
});
