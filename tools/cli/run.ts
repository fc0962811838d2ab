import { readArguments } from './arguments';
import { type Declaration, EXIT, type ExitCode, type Given, type Option } from './command';
import { CommandFailure } from './failure';
import { helpOf } from './help';
import { createTerminal, type Streams, type Terminal } from './terminal';

/** What a command does with what it was given. Throws a {@link CommandFailure} to end early. */
export type Action<Options extends Readonly<Record<string, Option>>> = (
  given: Given<Options>,
  terminal: Terminal,
) => Promise<ExitCode>;

/** The action that fits a declaration. */
export type ActionOf<It> = It extends Declaration<infer Options> ? Action<Options> : never;

/** Reads the arguments, answers `--help`, runs the command and prints why it failed, if it did. */
export const runCommand = async <Options extends Readonly<Record<string, Option>>>(
  declaration: Declaration<Options>,
  action: Action<Options>,
  argv: readonly string[],
  streams: Streams,
): Promise<ExitCode> => {
  const terminal = createTerminal(streams);
  try {
    const reading = readArguments(declaration, argv);
    if (reading.kind === 'help') {
      terminal.print(helpOf(declaration).trimEnd());
      return EXIT.green;
    }
    return await action(reading.given, terminal);
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    terminal.tell(`${terminal.paintTold('red', 'error:')} ${error.message}.`);
    terminal.tell(`  ${sentence(error.advice)}`);
    return error.exitCode;
  } finally {
    terminal.progress.clear();
  }
};

/** The same for the process as it is. Its last line in a command's `main.ts`. */
export const runProcess = <Options extends Readonly<Record<string, Option>>>(
  declaration: Declaration<Options>,
  action: Action<Options>,
): void => {
  // A reader that left early, such as `head`, is no fault.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  void runCommand(declaration, action, process.argv.slice(2), process).then((exitCode) => {
    process.exitCode = exitCode;
    // Keep-alive connections to AWS or Auth0 must not hold up who waits for the prompt.
    process.stdout.write('', () => process.exit());
  });
};

/** A command stays as it is typed. */
const sentence = (text: string): string =>
  `${/^(npm|npx|aws) /.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
