/** What one suite did. */
export interface SuiteResult {
  passed: number;
  failed: number;
  /** "test: reason", one a skipped test. */
  skipped: string[];
  /** The names of the failed tests. */
  failures: string[];
}

/** A suite that ended without a readable report counts as one failure. */
export function broken(what: string): SuiteResult {
  return { passed: 0, failed: 1, skipped: [], failures: [what] };
}

/** The suites' results added up. */
export function total(results: readonly SuiteResult[]): SuiteResult {
  return {
    passed: results.reduce((sum, { passed }) => sum + passed, 0),
    failed: results.reduce((sum, { failed }) => sum + failed, 0),
    skipped: results.flatMap(({ skipped }) => skipped),
    failures: results.flatMap(({ failures }) => failures),
  };
}
