import { actionFile } from '../../lambda/contract';
import type { DriftWorld } from '../../lambda/drift-check/core/check-drift';
import { phoneActions } from '../../lib/bundle';

/** The code of our Actions as this checkout has it, built when it is first asked for. */
export const createActionCode = (owner: string): DriftWorld['readCode'] => {
  let actions: ReturnType<typeof phoneActions> | undefined;
  return (trigger) => {
    actions ??= phoneActions(owner);
    return actions[actionFile(trigger)] ?? '';
  };
};
