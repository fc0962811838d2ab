import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

export const HOW_TO_INSTALL =
  'npm run test:browser needs Chromium: on Debian `apt-get install chromium`, elsewhere set CHROMIUM to the path of a Chromium or Chrome.';

/** The program that `CHROMIUM` names, else Debian's, else one on the path. */
export const findChromium = (env: NodeJS.ProcessEnv): string | undefined => {
  // Named, it is used or missed: falling back to another one would only surprise.
  if (env['CHROMIUM']) return isProgram(env['CHROMIUM']) ? env['CHROMIUM'] : undefined;
  const onPath = (env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => ['chromium', 'chromium-browser'].map((name) => join(folder, name)));
  return ['/usr/bin/chromium', ...onPath].find(isProgram);
};

const isProgram = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

export const launch = (program: string): Promise<Browser> =>
  chromium.launch({
    executablePath: program,
    args: [
      // CI runs as root, where Chromium has no sandbox; the only page it opens is ours.
      '--no-sandbox',
      // Nothing to look for outside this machine.
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
