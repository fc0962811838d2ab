/** One line per promise on the terminal, and how many were kept. */
export interface Checks {
  /** Tries one promise. A broken one is counted and printed; the run goes on. */
  readonly check: (promise: string, attempt: () => Promise<void> | void) => Promise<void>;
  /** As {@link Checks.check}, for what everything after it needs: when it fails, {@link Stopped} is thrown. */
  readonly need: <T>(promise: string, attempt: () => Promise<T> | T) => Promise<T>;
  readonly heading: (title: string) => void;
  readonly passed: () => number;
  readonly failed: () => number;
}

/** The rest of the run cannot say anything useful. The reason has been printed and counted. */
export class Stopped extends Error {
  constructor(promise: string) {
    super(`not kept: ${promise}`);
    this.name = 'Stopped';
  }
}

export const createChecks = (print: (line: string) => void): Checks => {
  let passed = 0;
  let failed = 0;

  const attemptOne = async <T>(
    promise: string,
    attempt: () => Promise<T> | T,
  ): Promise<{ readonly value: T } | undefined> => {
    const startedMs = performance.now();
    const report = (verdict: 'ok  ' | 'FAIL') =>
      print(`${verdict} ${promise} (${Math.round(performance.now() - startedMs)} ms)`);
    try {
      const value = await attempt();
      passed += 1;
      report('ok  ');
      return { value };
    } catch (error) {
      failed += 1;
      report('FAIL');
      print(indented(error instanceof Error ? error.message : String(error)));
      return undefined;
    }
  };

  return {
    check: async (promise, attempt) => {
      await attemptOne(promise, attempt);
    },
    need: async (promise, attempt) => {
      const kept = await attemptOne(promise, attempt);
      if (kept === undefined) throw new Stopped(promise);
      return kept.value;
    },
    heading: (title) => print(`\n${title}`),
    passed: () => passed,
    failed: () => failed,
  };
};

const indented = (text: string): string =>
  text
    .trim()
    .split('\n')
    .map((line) => `       ${line}`)
    .join('\n');
