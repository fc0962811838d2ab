import { parseArgs } from 'node:util';
import type * as Laptop from './laptop/laptop';
import { LIMIT_MODES } from './laptop/limits-state';
import type * as Walkthrough from './laptop/walkthrough';

const HELP = `\
npm start -- [options]

The whole product on this machine: a stand-in Auth0 tenant, the real SMS gateway,
stand-in SMS providers, and a page with a phone that shows what was sent.

  --port <port>              where to listen; also PORT=<port>        (default 8787)
  --seed <text>              the same codes and ids at every start
  --starts-per-hour <count>  sign-ins per hour, as Auth0 counts them  (default 50)
  --limits <mode>            send limits: enforce, shadow or off      (default enforce)
  --no-page                  text instead of the page, for test suites
  --help                     this text
`;

/** Said to the person at the keyboard in one sentence, without a stack. */
class Complaint extends Error {}

const readOptions = () => {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string' },
        seed: { type: 'string' },
        'starts-per-hour': { type: 'string' },
        limits: { type: 'string' },
        'no-page': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    return values;
  } catch (error) {
    throw new Complaint(`${(error as Error).message} — see npm start -- --help`);
  }
};

const readWhole = (name: string, text: string, most: number): number => {
  if (/^\d{1,9}$/.test(text) && Number(text) <= most) return Number(text);
  throw new Complaint(`${name} must be a whole number up to ${most}, and is "${text}".`);
};

const readMode = (text: string): (typeof LIMIT_MODES)[number] => {
  const mode = LIMIT_MODES.find((offer) => offer === text);
  if (mode) return mode;
  throw new Complaint(`--limits must be enforce, shadow or off, and is "${text}".`);
};

const main = async (): Promise<void> => {
  const options = readOptions();
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const port = readWhole('The port', options.port ?? process.env['PORT'] ?? '8787', 65_535);
  const startsPerHour = readWhole(
    '--starts-per-hour',
    options['starts-per-hour'] ?? '50',
    1_000_000,
  );

  const limits = readMode(options.limits ?? 'enforce');

  // Before the AWS SDK is loaded, which says on Node.js 20 that it will not support it for ever.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  const { CLIENT_ID, startLaptop } = require('./laptop/laptop') as typeof Laptop;
  const { walkthrough } = require('./laptop/walkthrough') as typeof Walkthrough;
  const laptop = await startLaptop({
    port,
    seed: options.seed,
    startsPerHour,
    limits,
    page: !options['no-page'],
    writeLine: (line) => process.stdout.write(`${line}\n`),
  }).catch((error: NodeJS.ErrnoException) => {
    throw explain(error, port);
  });
  if (!options['no-page'])
    process.stdout.write(`Open ${laptop.url}/ in a browser, and sign in.\n\n`);
  process.stdout.write(`${walkthrough(laptop.url, CLIENT_ID)}\n`);

  const end = () => void laptop.close().then(() => process.exit(0));
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
};

const explain = (error: NodeJS.ErrnoException, port: number): Error => {
  if (error.code === 'EADDRINUSE')
    return new Complaint(
      `Port ${port} is taken by another program: choose another one, e.g. PORT=${port + 1} npm start`,
    );
  if (error.code === 'EACCES')
    return new Complaint(
      `Port ${port} is not for you to use: choose one above 1023, e.g. PORT=8787`,
    );
  return error;
};

main().catch((error: unknown) => {
  console.error(error instanceof Complaint ? error.message : error);
  process.exitCode = 1;
});
