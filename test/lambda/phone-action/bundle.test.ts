import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundlePhoneAction, bundleSendPhoneMessageAction } from '../../../lib/bundle';

const ROOT = join(__dirname, '..', '..', '..');
/** Auth0's limit of an Action's source (auth0.com/docs, "Actions Limitations"). */
const MAX_BYTES = 100_000;

describe.each([
  ['of the phone provider', bundlePhoneAction, 'onExecuteCustomPhoneProvider'],
  ['of multi-factor authentication', bundleSendPhoneMessageAction, 'onExecuteSendPhoneMessage'],
])('the Action %s', (what, bundle, handler) => {
  const code = bundle('sms-gateway/test');

  test('is a fifth of what Auth0 takes', () => {
    const bytes = Buffer.byteLength(code);
    process.stdout.write(`The Action ${what}: ${bytes} bytes of ${MAX_BYTES}\n`);
    expect(bytes).toBeLessThan(MAX_BYTES / 5);
  });

  test('requires nothing but modules of Node.js', () => {
    const required = [...code.matchAll(/\b(?:require|import)\(([^)]*)\)/g)].map(([, name]) => name);
    expect(required.length).toBeGreaterThan(0);
    for (const name of required) {
      expect(name).toMatch(/^"node:\w+"$/);
      expect({ name, builtin: isBuiltin(JSON.parse(name ?? '') as string) }).toMatchObject({
        builtin: true,
      });
    }
    expect(code).not.toMatch(/^\s*import\b/m);
  });

  test('exports its handler to the letter as Auth0 documents it, and nothing else', () => {
    expect(code.match(/^exports\..*$/gm)).toEqual([`exports.${handler} = ${handler};`]);
    expect(code).not.toContain('module.exports');
  });

  test('says what it is, who manages it, and whose it is, before anything else', () => {
    const lines = code.split('\n');
    const header = lines.slice(
      0,
      lines.findIndex((line) => !line.startsWith('//')),
    );
    expect(header.join('\n')).toMatch(/SMS gateway.*\n.*overwrites/);
    expect(header).toContain('// Owner: sms-gateway/test');
    expect(header.join()).toContain('GATEWAY_URL, GATEWAY_TOKEN_KEY, AUDIENCE, SUBJECT');
  });

  test('keeps its names, so that a person can read it', () => {
    expect(code).toContain('normaliseRecipient');
    expect(code.split('\n').every((line) => line.length < 250)).toBe(true);
  });

  test('writes nothing to a console', () => {
    expect(code).not.toMatch(/console\.|process\./);
  });

  test('refuses an owner that could go on as code', () => {
    expect(() => bundle('me\nrequire("fs")')).toThrow('one line');
  });
});

test('comes out the same in another folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'phone-action-'));
  try {
    cpSync(join(ROOT, 'lambda'), join(folder, 'lambda'), { recursive: true });
    cpSync(join(ROOT, 'lib', 'bundle.ts'), join(folder, 'lib', 'bundle.ts'));
    cpSync(join(ROOT, 'tsconfig.json'), join(folder, 'tsconfig.json'));
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(
      join(folder, 'print.ts'),
      `import { bundlePhoneAction } from './lib/bundle'; process.stdout.write(bundlePhoneAction('x'));`,
    );
    const code = execFileSync(process.execPath, ['--require', 'tsx/cjs', 'print.ts'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(code).toBe(bundlePhoneAction('x'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
