import { EXIT, type ExitCode } from './command';

/** Ends a command with a sentence for the person at the terminal, and with what to do about it. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly advice: string;
  readonly exitCode: ExitCode;

  /**
   * @param what what is wrong, as a sentence without its full stop; no secret is in it
   * @param advice what to do, likewise
   */
  constructor(what: string, advice: string, exitCode: ExitCode = EXIT.red) {
    super(what);
    this.advice = advice;
    this.exitCode = exitCode;
  }
}

/** The command was called in a way that it does not understand. */
export const usageFailure = (what: string, advice: string): CommandFailure =>
  new CommandFailure(what, advice, EXIT.usage);
