import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decisionsIndex, INDEX, readDecisions } from '../../../scripts/decisions';

describe('docs/adr', () => {
  const decisions = readDecisions();

  it.each(decisions.map((decision) => [decision.file, decision] as const))(
    '%s has the form of all',
    (file, decision) => {
      expect(file.slice(0, 4)).toBe(decision.number);
      expect(decision.status).toMatch(/^(accepted|proposed|superseded by \d{4})$/);
      expect(decision.sections.map(({ title }) => title)).toEqual(['Context', 'Decision', 'Consequences']);
      for (const { title, text } of decision.sections) expect(text.length, title).toBeGreaterThan(20);
      const words = decision.sections.flatMap(({ text }) => text.split(/\s+/)).length;
      expect(words, 'one page').toBeLessThan(600);
    },
  );

  it('has a number for each decision, and an index of all: else run npx tsx scripts/decisions.ts', () => {
    expect(new Set(decisions.map(({ number }) => number)).size).toBe(decisions.length);
    expect(readFileSync(INDEX, 'utf8')).toBe(decisionsIndex());
  });
});
