import { type Hands, handsOn } from '../../support/tenant-hands';
import { CANARIES, canariesIn } from '../auth0-connection/support/canaries';
import { actionCode, APP } from '../auth0-phone-provider/support/world';
import {
  EDITED,
  FOREIGN,
  REDEPLOY,
  register,
  type Registered,
  renamed,
} from './support/registered';

const MFA = 'send-phone-message';

describe('a tenant with a phone provider', () => {
  let registered: Registered;
  beforeAll(async () => (registered = await register()));
  afterAll(() => registered.world.close());

  test.each<[string, (by: Hands) => unknown, readonly string[]]>([
    ['an Action that was deleted', (by) => by.removeAction(), ['action']],
    [
      'another Action in its place',
      async (by) => {
        await by.removeAction();
        await by.bind([await by.addAction(FOREIGN)]);
      },
      ['action.owner'],
    ],
    ['other code', (by) => by.editAndDeploy({ code: EDITED }), ['action.code']],
    ['other code that does not run yet', (by) => by.edit({ code: EDITED }), ['action.draft.code']],
    [
      'code without our mark that does not run yet',
      (by) => by.edit({ code: FOREIGN }),
      ['action.draft.code'],
    ],
    [
      'another runtime',
      (by) => by.editAndDeploy({ runtime: 'node18-actions' }),
      ['action.runtime'],
    ],
    [
      'a package that was added',
      (by) => by.editAndDeploy({ dependencies: [{ name: 'axios', version: '1.7.0' }] }),
      ['action.dependencies'],
    ],
    [
      'a secret under another name',
      async (by) => {
        await by.editAndDeploy({ secrets: renamed(await by.secretNames(), /AUDIENCE/) });
      },
      ['action.secrets'],
    ],
    ['no secrets', (by) => by.editAndDeploy({ secrets: [] }), ['action.secrets', 'action.key']],
    [
      'secrets with a mark that is of another key',
      async (by) =>
        by.editAndDeploy({ secrets: renamed(await by.secretNames(), /(?<=MARK_)\w{16}/) }),
      ['action.key'],
    ],
    [
      'secrets with a mark that is of another gateway',
      async (by) =>
        by.editAndDeploy({
          secrets: renamed(await by.secretNames(), /(?<=_[0-9A-F]{16}_)\w{16}$/),
        }),
      ['action.settings'],
    ],
    [
      'a draft that is ours, and not deployed',
      async (by) => by.edit({ secrets: await by.secretNames() }),
      ['action.deployed'],
    ],
    [
      'a package that cannot be installed',
      (by) => by.edit({ dependencies: [{ name: 'crypto', version: '17.7.1' }] }),
      ['action.draft.dependencies', 'action.build'],
    ],
    ['an Action that is not bound', (by) => by.bind([]), ['action.binding']],
    ['a provider that was removed', (by) => by.removeProvider(), ['phoneProvider']],
    [
      'another provider',
      (by) =>
        by.changeProvider({
          name: 'twilio',
          configuration: {
            sid: `AC${'0'.repeat(32)}`,
            default_from: '+12025550199',
            delivery_methods: ['text'],
          },
          credentials: { auth_token: CANARIES.twilioToken },
        }),
      ['phoneProvider.name'],
    ],
    [
      'a disabled provider',
      (by) => by.changeProvider({ disabled: true }),
      ['phoneProvider.disabled'],
    ],
    [
      'other delivery methods',
      (by) => by.changeProvider({ configuration: { delivery_methods: ['text', 'voice'] } }),
      ['phoneProvider.delivery_methods'],
    ],
    ['the flag taken back', (by) => by.unify(false), ['tenant.phone_consolidated_experience']],
    [
      'a connection that goes its own way again',
      (by) => by.connection(({ use_phone_provider: _switch, ...options }) => options),
      ['connection.options.use_phone_provider'],
    ],
    ['an application that was disabled', (by) => by.disableClient(APP), ['connection.clients']],
    ['a second factor that was switched off', (by) => by.factor(false), ['mfa.factor']],
    ['no message types', (by) => by.messageTypes([]), ['mfa.message_types']],
  ])('%s is drift, and the next deployment mends it', async (_, plant, paths) => {
    await plant(handsOn(registered.world));
    const { line, lines, failure } = await registered.check();
    await registered.redeploy();
    const mended = await registered.check();

    expect(failure).toBeUndefined();
    expect(line).toMatchObject({ level: 'warn', message: 'drift', paths, fixes: [REDEPLOY] });
    expect(line).toMatchObject({ Drift: paths.length });
    expect(canariesIn(lines.join())).toStrictEqual([]);
    expect(mended.line).toMatchObject({ message: 'as registered', Drift: 0 });
  });
});

describe('a tenant with a second factor of its own', () => {
  let registered: Registered;
  beforeAll(async () => (registered = await register({ integration: 'sms-gateway' })));
  afterAll(() => registered.world.close());

  test.each<[string, (by: Hands) => unknown, readonly string[]]>([
    ['an Action that was deleted', (by) => by.removeAction(MFA), ['action']],
    [
      'another Action bound in its place',
      async (by) => by.bind([await by.addAction(FOREIGN, MFA)], MFA),
      ['action.binding'],
    ],
    [
      'other code',
      (by) => by.editAndDeploy({ code: `${actionCode(MFA, 'test')}\n// edited` }, MFA),
      ['action.code'],
    ],
    ['another provider', (by) => by.mfaProvider('auth0'), ['mfa.provider']],
    ['a second factor that was switched off', (by) => by.factor(false), ['mfa.factor']],
  ])('%s is drift, and the next deployment mends it', async (_, plant, paths) => {
    await plant(handsOn(registered.world));
    expect((await registered.check()).line).toMatchObject({ paths, fixes: [REDEPLOY] });
    await registered.redeploy();
    expect((await registered.check()).line).toMatchObject({ message: 'as registered' });
  });
});
