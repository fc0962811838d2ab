import { RegistrationError } from '../core/registration-error';

/** What a log may hold of what was thrown: our own sentence, or the places in our own code. */
export const describeFailure = (error: unknown): object => {
  if (error instanceof RegistrationError) return { reason: error.message };
  const { name, stack = '' } = error instanceof Error ? error : new Error('not an error');
  // The text of a foreign error may quote what it failed on; the frames only name our own code.
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return { exception: { name, frames: frames.slice(0, 8).map((frame) => frame.trim()) } };
};
