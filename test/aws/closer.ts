/** What was started and has to go again, whatever happens. */
export interface Closer {
  /** Remembers how to undo what was just started. */
  readonly add: (what: string, close: () => Promise<void> | void) => void;
  /** Undoes everything, newest first, once. One that fails does not keep the others from it. */
  readonly closeAll: () => Promise<void>;
}

interface Step {
  readonly what: string;
  readonly close: () => Promise<void> | void;
}

export const createCloser = (): Closer => {
  const steps: Step[] = [];
  const undo = async ({ what, close }: Step): Promise<void> => {
    try {
      await close();
    } catch (error) {
      console.error(`could not close ${what}: ${String(error)}`);
    }
  };
  const undoAll = async (): Promise<void> => {
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) await undo(step);
  };
  let closing: Promise<void> | undefined;
  return {
    add: (what, close) => {
      const step = { what, close };
      // What starts while everything closes must not stay behind either.
      if (closing === undefined) steps.push(step);
      else closing = Promise.all([closing, undo(step)]).then(() => undefined);
    },
    closeAll: () => (closing ??= undoAll()),
  };
};
