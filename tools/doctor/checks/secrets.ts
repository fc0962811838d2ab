import { wantedSecrets } from '../../shared/wanted-secrets';
import { createPendingCredentials, pendingSecretName } from '../../credentials/pending';
import type { Facts } from '../facts';
import { type Check, given, green, once, type Outcome } from '../outcome';
import { TITLES } from '../titles';
import type { DoctorWorld } from '../world';

/** Whether every secret is filled in and has its shape. */
export const secretChecks = (world: DoctorWorld, facts: Facts): readonly Check[] => {
  const waiting = once(() => keysThatWait(world));
  return ['gateway-token', ...wantedSecrets(world.environment).map(({ key }) => key)].map(
    (key) => ({
      id: `secret-${key.replaceAll('/', '-')}`,
      title: TITLES.secret(key),
      look: async () => {
        const outcome = await given(facts.secret(key), () => green());
        return outcome.level === 'red' && (await waiting()).includes(key)
          ? thatWaits(outcome, world.environment.name)
          : outcome;
      },
    }),
  );
};

const keysThatWait = async ({ environment, secrets }: DoctorWorld): Promise<readonly string[]> => {
  const nothing = () => Promise.reject(new Error('the doctor writes nothing'));
  const desk = { look: secrets.look, put: nothing, create: nothing, remove: nothing };
  const waiting = await createPendingCredentials(desk, environment.name).load();
  return waiting.ok ? Object.keys(waiting.value) : [];
};

const thatWaits = (outcome: Outcome, environment: string): Outcome => ({
  ...outcome,
  detail: `${outcome.detail ?? ''}, and it waits in ${pendingSecretName(environment)}`,
  advice: `npm run credentials -- ${environment} moves it`,
});
