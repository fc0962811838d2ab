import { createRequire } from 'node:module';
import path from 'node:path';
import type * as Esbuild from 'esbuild';

let bundled: Promise<string> | undefined;

/** The thread's program as one piece of JavaScript: a worker thread does not read TypeScript. */
export const threadProgram = (): Promise<string> => (bundled ??= bundle());

const bundle = async (): Promise<string> => {
  // Loaded when the first Action runs: it takes a tenth of a second that no start has to pay.
  const { build } = createRequire(__filename)('esbuild') as Pick<typeof Esbuild, 'build'>;
  const { outputFiles } = await build({
    entryPoints: [path.join(__dirname, 'thread.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
};
