import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Installs what the peers are made of, unless it is there in the pinned versions. */
export const installPeers = (say: (line: string) => void): void => {
  const { dependencies } = readManifest('package.json');
  const missing = Object.entries(dependencies).filter(
    ([name, version]) => installedVersion(name) !== version,
  );
  if (missing.length === 0) return;

  say('installing what the peers are made of: npm ci --prefix bench');
  // No install scripts: nothing here needs one, and none should run for a benchmark.
  const { status, error } = spawnSync(
    'npm',
    ['ci', '--prefix', __dirname, '--ignore-scripts', '--no-audit', '--no-fund'],
    // npm's own output goes to standard error, so that --json stays readable.
    { stdio: ['ignore', 2, 2] },
  );
  if (status !== 0) throw new Error(`npm ci failed${error ? `: ${error.message}` : ''}`);
};

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

const readManifest = (file: string): Manifest =>
  JSON.parse(readFileSync(path.join(__dirname, file), 'utf8')) as Manifest;

const installedVersion = (name: string): string | undefined => {
  try {
    return readManifest(`node_modules/${name}/package.json`).version;
  } catch {
    return undefined;
  }
};
