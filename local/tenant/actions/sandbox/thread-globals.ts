import { createRequire } from 'node:module';
import { format } from 'node:util';

/** What of Node.js an Action may require here: nothing that reads files, starts programs or threads. */
const ALLOWED_MODULES = new Set([
  'assert',
  'buffer',
  'crypto',
  'events',
  'http',
  'https',
  'querystring',
  'stream',
  'stream/promises',
  'string_decoder',
  'timers',
  'timers/promises',
  'url',
  'util',
  'zlib',
]);

/** All that the Action's code can name, beside the language itself. There is no `process`. */
export const createGlobals = (
  exported: Record<string, unknown>,
  fetch: unknown,
  say: (line: string) => void,
): Record<string, unknown> => {
  const nodeRequire = createRequire(`${process.cwd()}/action.js`);
  const speak = (...parts: readonly unknown[]) => say(format(...parts));
  return {
    module: { exports: exported },
    exports: exported,
    require: (name: string): unknown => {
      const plain = name.replace(/^node:/, '');
      if (ALLOWED_MODULES.has(plain)) return nodeRequire(`node:${plain}`);
      throw Object.assign(
        new Error(
          `Cannot find module '${name}': the stand-in tenant installs no package and offers ${[...ALLOWED_MODULES].join(', ')}`,
        ),
        { code: 'MODULE_NOT_FOUND' },
      );
    },
    console: { log: speak, info: speak, warn: speak, error: speak, debug: speak },
    fetch,
    AbortController,
    AbortSignal,
    Blob,
    FormData,
    Headers,
    Request,
    Response,
    Buffer,
    TextDecoder,
    TextEncoder,
    URL,
    URLSearchParams,
    atob,
    btoa,
    crypto,
    performance,
    queueMicrotask,
    structuredClone,
    clearImmediate,
    clearInterval,
    clearTimeout,
    setImmediate,
    setInterval,
    setTimeout,
  };
};
