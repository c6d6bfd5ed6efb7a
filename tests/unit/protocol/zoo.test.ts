import { describe, expect, it } from 'vitest';
import { zoo } from '../../../src/models';
import { zooCards, zooCode, zooDefaults } from '../../../src/protocol';

describe('cards of the model zoo', () => {
  it('stand for the models of the library', () => {
    expect(zooCards.map(({ id }) => id).sort()).toEqual([...zoo.list()].sort());
  });

  it.each(zooCards.map((card) => [card.id, card] as const))(
    '%s: the form starts with values that it accepts',
    (_, card) => {
      expect(zooCode(card, zooDefaults(card))).toHaveProperty('code');
    },
  );

  it('put only checked values into code', () => {
    const squint = zooCards.find(({ id }) => id === 'squint')!;
    const injected = { preset: "small'); process.exit(); ('", seed: 7, epochs: 5 };
    expect(zooCode(squint, injected)).toEqual({
      wrong: 'Size must be one of tiny, small, paper.',
      option: 'preset',
    });
    expect(zooCode(squint, { seed: '7; process.exit()' })).toMatchObject({ option: 'seed' });
    expect(zooCode(squint, { seed: 4294967296 })).toMatchObject({ option: 'seed' });
    expect(zooCode(squint, { epochs: 0 })).toMatchObject({ option: 'epochs' });
  });
});
