/**
 * Completes package-lock.json after `npm install` against a registry that does not serve every
 * platform's packages: npm leaves out optional packages that it could not look up, and `npm ci` then
 * refuses the lock file as out of sync, on every platform. This puts them back as what they are:
 * optional, and for other machines than this one.
 *
 *     node --import tsx scripts/complete-lockfile.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64'];

/** `@oxlint/binding-linux-x64-musl` is for Linux on x64 with musl, by its name. */
const platformOf = (name: string) => {
  const words = (name.split('/').at(-1) ?? name).split('-');
  const os = SYSTEMS.find((system) => words.includes(system));
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  if (os === undefined || cpu === undefined) return undefined;
  const libc = words.includes('musl') ? 'musl' : words.includes('gnu') ? 'glibc' : undefined;
  return { os: [os], cpu: [cpu], ...(libc && { libc: [libc] }) };
};

const file = join(__dirname, '..', 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8')) as {
  readonly packages: Record<string, LockedPackage>;
};
const added = Object.values(lock.packages).flatMap((owner) =>
  Object.entries(owner.optionalDependencies ?? {}).flatMap(([name, version]) => {
    const path = `node_modules/${name}`;
    const platform = platformOf(name);
    // Ranges are for packages that any machine can have, and npm looks those up.
    if (path in lock.packages || platform === undefined || !/^\d/.test(version)) return [];
    return [[path, { version, ...platform, ...(owner.dev && { dev: true }), optional: true }]];
  }),
) as [string, LockedPackage][];

if (added.length > 0) {
  const [root, ...rest] = Object.entries(lock.packages);
  const packages = [...rest, ...added].sort(([a], [b]) => a.localeCompare(b, 'en'));
  const complete = {
    ...lock,
    packages: Object.fromEntries([...(root ? [root] : []), ...packages]),
  };
  writeFileSync(file, `${JSON.stringify(complete, null, 2)}\n`);
}
console.log(`${added.length} packages of other platforms put back into package-lock.json`);
