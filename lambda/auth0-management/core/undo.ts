import { RegistrationError } from './registration-error';

type Step = () => Promise<void>;

/** What was done so far, and how to take it back, newest first. */
export interface UndoStack {
  /** Takes a step and remembers how to undo it, unless it failed for certain without effect. */
  readonly run: <T>(step: () => Promise<T>, undo: Step) => Promise<T>;
  readonly push: (undo: Step) => void;
  /** For what may only be forgotten once everything is as it was. */
  readonly whenUndone: (step: Step) => void;
  /**
   * Undoes what can be undone, and then throws what the first failing step threw.
   *
   * @param beforeEach is told how many steps are still to come, this one included
   */
  readonly undoAll: (beforeEach: (stepsLeft: number) => void) => Promise<void>;
}

export const createUndoStack = (): UndoStack => {
  const steps: Step[] = [];
  const lastSteps: Step[] = [];
  return {
    run: async (step, undo) => {
      try {
        const value = await step();
        steps.push(undo);
        return value;
      } catch (error) {
        const withoutEffect = error instanceof RegistrationError && !error.mayHaveChanged;
        if (!withoutEffect) steps.push(undo);
        throw error;
      }
    },
    push: (undo) => void steps.push(undo),
    whenUndone: (step) => void lastSteps.push(step),
    undoAll: async (beforeEach) => {
      const errors: unknown[] = [];
      for (let undo = steps.pop(); undo !== undefined; undo = steps.pop()) {
        beforeEach(steps.length + 1);
        await undo().catch((error: unknown) => errors.push(error));
      }
      if (errors.length > 0) throw errors[0];
      for (const step of lastSteps) await step();
    },
  };
};
