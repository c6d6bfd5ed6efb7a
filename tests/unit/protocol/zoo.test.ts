import { describe, expect, it } from 'vitest';
import { zoo } from '../../../src/models';
import {
  emptyValue,
  formOptions,
  MODEL_NAMES,
  modelCards,
  settingCheck,
  zooCode,
  zooDefaults,
} from '../../../src/protocol';

const squint = modelCards.find(({ id }) => id === 'squint')!;

describe('cards of the model zoo', () => {
  it('stand for the models of the library', () => {
    expect(modelCards.map(({ id }) => id).sort()).toEqual([...zoo.list()].sort());
    expect(MODEL_NAMES).toEqual(Object.fromEntries(modelCards.map(({ id, name }) => [id, name])));
  });

  it.each(modelCards.map((card) => [card.id, card] as const))(
    '%s: the form starts with values that it accepts',
    (_, card) => {
      expect(zooCode(card, zooDefaults(card))).toHaveProperty('code');
    },
  );

  it('say what an empty field will be: what the size changes, else the default', () => {
    for (const card of modelCards) {
      for (const [size, changes] of Object.entries(card.presets)) {
        for (const { name } of formOptions(card).filter(({ optional }) => optional)) {
          const wanted = Object.hasOwn(changes, name) ? { value: changes[name], from: 'size' } : { value: card.settings[name]!.value, from: 'default' }; // prettier-ignore
          expect(emptyValue(card, name, size)).toEqual(wanted);
        }
      }
      expect(emptyValue(card, 'seed', 'no such size').from).toBe('default');
    }
  });

  const settings = modelCards.flatMap((card) =>
    Object.entries(card.settings).map(([name, setting]) => [card.id, name, setting] as const),
  );
  it.each(settings)('%s: %s has a default that it takes, and refuses what lies outside', (_, __, setting) => {
    const check = settingCheck(setting);
    expect(check(setting.value)).toBeUndefined();
    if (setting.choices) expect(check('no such choice')).toBeDefined();
    if (setting.low === undefined || setting.high === undefined) return;
    const step = setting.type === 'integer' ? 1 : 1e-9 * Math.max(1, Math.abs(setting.high));
    for (const sound of [setting.low, setting.high]) expect(check(sound)).toBeUndefined();
    for (const wrong of [setting.low - step, setting.high + step]) expect(check(wrong)).toBeDefined();
  });

  it.each(modelCards.map((card) => [card.id, card] as const))(
    '%s: every preset is a configuration that the model takes',
    (id, card) => {
      for (const preset of Object.keys(card.presets)) {
        expect(zoo.create(id as 'squint', { preset: preset as 'small' }).config).toMatchObject(card.presets[preset]!);
      }
    },
  );

  it.each(modelCards.map((card) => [card.id, card] as const))('%s: offers no size that only reads', (_, card) => {
    const [size] = formOptions(card);
    for (const name of card.readingPresets ?? []) expect(size!.choices).not.toContain(name);
  });

  it.each(modelCards.flatMap((card) => card.looks.map((look, at) => [card.id, look.label, card, at] as const)))(
    '%s: "%s" imports what it uses',
    (_, __, card, look) => {
      const { code } = zooCode(card, zooDefaults(card), { data: 'slide', look }) as { code: string };
      for (const name of card.looks[look]!.imports) expect(code.split('\n').at(-1)).toContain(`${name}(`);
      expect(code).not.toMatch(/[{]model[}]|[{]data[}]/);
    },
  );

  it('leave to the size what the form leaves empty', () => {
    const { code } = zooCode(squint, { ...zooDefaults(squint), codes: 50, hidden: '' }) as { code: string };
    expect(code).toContain("zoo.create('squint', { preset: 'small', seed: 7, codes: 50 })");
  });

  it('use the data of the notebook where there are some', () => {
    const { code } = zooCode(squint, zooDefaults(squint), { data: 'slide' }) as { code: string };
    expect(code).not.toContain('datasets');
    expect(code).toContain('squint.fit(slide)');
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
