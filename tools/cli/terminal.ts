import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Writable } from 'node:stream';
import { CommandFailure, usageFailure } from './failure';

/** What of a process a command sees. */
export interface Streams {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & Partial<Screen>;
  readonly stderr: Writable & Partial<Screen>;
}

interface Screen {
  readonly isTTY: boolean;
  readonly hasColors: () => boolean;
}

/** ECMA-48, SGR: how a colour begins and ends. */
const COLOURS = {
  green: [32, 39],
  yellow: [33, 39],
  red: [31, 39],
  bold: [1, 22],
  dim: [2, 22],
} as const;

export type Colour = keyof typeof COLOURS;

/** Marks a text with a colour, or leaves it as it is where there are none. */
export type Paint = (colour: Colour, text: string) => string;

/** One line that says what is going on, on a screen; nothing in a log or a pipeline. */
export interface Progress {
  readonly show: (what: string) => void;
  readonly clear: () => void;
}

/** How a command talks. Results go to standard output, everything else to standard error. */
export interface Terminal {
  /** Prints a result, and ends the line. */
  readonly print: (line: string) => void;
  /** Tells the person something that is no result, and ends the line. */
  readonly tell: (line: string) => void;
  /** For what is printed. Honours NO_COLOR, FORCE_COLOR and TERM, as Node.js does. */
  readonly paint: Paint;
  /** For what is told. */
  readonly paintTold: Paint;
  readonly progress: Progress;
  /** Whether somebody can be asked. */
  readonly isInteractive: boolean;
  /** Asks for something that nobody else may read: what is typed is not shown. */
  readonly askHidden: (question: string) => Promise<string>;
  /** All of standard input, up to `maxBytes`. */
  readonly readStdin: (maxBytes?: number) => Promise<string>;
}

/** Credentials are small; a file that was piped in by mistake is not. */
const MAX_STDIN_BYTES = 262_144;

export const createTerminal = ({ stdin, stdout, stderr }: Streams): Terminal => {
  const progress = createProgress(stderr);
  return {
    print: (line) => {
      progress.clear();
      stdout.write(`${line}\n`);
    },
    tell: (line) => {
      progress.clear();
      stderr.write(`${line}\n`);
    },
    paint: painterFor(stdout),
    paintTold: painterFor(stderr),
    progress,
    isInteractive: stdin.isTTY === true && stderr.isTTY === true,
    askHidden: (question) => {
      progress.clear();
      return askHidden(stdin, stderr, question);
    },
    readStdin: (maxBytes = MAX_STDIN_BYTES) => readAll(stdin, maxBytes),
  };
};

const painterFor = (stream: Streams['stdout']): Paint =>
  stream.isTTY === true && stream.hasColors?.() === true
    ? (colour, text) => {
        const [begin, end] = COLOURS[colour];
        return `\u001B[${begin}m${text}\u001B[${end}m`;
      }
    : (_, text) => text;

const createProgress = (stream: Streams['stderr']): Progress => {
  if (stream.isTTY !== true) return { show: () => {}, clear: () => {} };
  let shown = false;
  const clear = () => {
    // Back to the first column, and the line erased: ECMA-48, CR and EL.
    if (shown) stream.write('\r\u001B[K');
    shown = false;
  };
  return {
    show: (what) => {
      clear();
      stream.write(what);
      shown = true;
    },
    clear,
  };
};

/** In raw mode a terminal shows nothing of its own, and what readline would show goes nowhere. */
const askHidden = (
  input: Streams['stdin'],
  screen: Streams['stderr'],
  question: string,
): Promise<string> =>
  new Promise((resolve, reject) => {
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    screen.write(question);
    const reader = createInterface({ input, output: nowhere, terminal: true, historySize: 0 });
    let answered = false;
    reader.on('SIGINT', () => reader.close());
    reader.on('close', () => {
      screen.write('\n');
      if (answered) return;
      reject(
        new CommandFailure('Nothing was changed: the question was not answered', 'start anew'),
      );
    });
    reader.question('', (answer) => {
      answered = true;
      reader.close();
      resolve(answer.trim());
    });
  });

const readAll = async (input: Readable, maxBytes: number): Promise<string> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of input) {
    const buffer = Buffer.from(chunk as Buffer | string);
    bytes += buffer.length;
    if (bytes > maxBytes) {
      throw usageFailure(`Standard input is longer than ${maxBytes} bytes`, 'pipe in less');
    }
    chunks.push(buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
};
