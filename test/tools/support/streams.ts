import { PassThrough } from 'node:stream';
import type { Streams } from '../../../tools/cli/terminal';

/** Streams of a process, written down. */
export interface RecordedStreams extends Streams {
  readonly printed: () => string;
  readonly told: () => string;
}

export interface StreamsOptions {
  /** What comes on standard input; it stays open on a screen, where somebody types. */
  readonly input?: string;
  /** Whether somebody sits in front of it. @default false */
  readonly isTTY?: boolean;
  readonly hasColors?: boolean;
}

export const recordStreams = ({
  input,
  isTTY = false,
  hasColors = false,
}: StreamsOptions = {}): RecordedStreams => {
  const recorded = () => {
    const chunks: string[] = [];
    const stream = Object.assign(new PassThrough(), { isTTY, hasColors: () => hasColors });
    stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString('utf8')));
    return { stream, text: () => chunks.join('') };
  };
  const stdout = recorded();
  const stderr = recorded();
  const stdin = Object.assign(new PassThrough(), { isTTY });
  if (input !== undefined) stdin.write(input);
  if (!isTTY) stdin.end();
  return {
    stdin,
    stdout: stdout.stream,
    stderr: stderr.stream,
    printed: stdout.text,
    told: stderr.text,
  };
};
