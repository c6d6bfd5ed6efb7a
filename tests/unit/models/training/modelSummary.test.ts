import { expect, it } from 'vitest';
import { ModelSummary } from '../../../../src/models';

const sizes = { model: 'Toy', cells: 1000, features: 50, parameters: 100, state: 10, epochs: 2, steps: 8 };

it.each([
  [12.8, 'about 8 to 20 s here'],
  [0.1, 'about 1 s here'],
  [240, 'about 2.5 to 6.4 min here'],
  [36000, 'about 6.3 to 16 h here'],
])('a summary gives the time of %d s as a range', (seconds, text) => {
  const summary = new ModelSummary({ ...sizes, operations: 1, bytes: 1, seconds });
  expect(String(summary)).toContain(`Training: 2 epochs of 4 steps, ${text}.`);
});
