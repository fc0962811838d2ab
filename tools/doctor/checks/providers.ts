import { dayOf } from '../../../lib/environment/days';
import { warningsOf } from '../../../lib/environment/warnings';
import { credentialGuides } from '../../../lambda/gateway/adapters/providers/registry';
import { tryCredentials } from '../../credentials/try';
import { type WantedSecret, wantedSecrets } from '../../shared/wanted-secrets';
import type { Facts } from '../facts';
import { type Check, given, green, type Outcome, red, skipped, yellow } from '../outcome';
import type { DoctorWorld } from '../world';

/** Whether providers take the credentials that are stored, by calls that send nothing. */
export const providerChecks = (world: DoctorWorld, facts: Facts): readonly Check[] => [
  ...wantedSecrets(world.environment).flatMap((wanted) =>
    wanted.provider === undefined
      ? []
      : [
          {
            id: `provider-${wanted.provider.name}`,
            title: `Provider ${wanted.provider.name}`,
            look: () =>
              given(facts.needSecret(wanted.key), (credentials) =>
                lookAtProvider(wanted, credentials, world),
              ),
          },
        ],
  ),
  {
    id: 'environment-file',
    title: 'Environment file',
    look: () => Promise.resolve(ofWarnings(world)),
  },
];

const lookAtProvider = async (
  wanted: WantedSecret,
  credentials: Readonly<Record<string, string>>,
  { environment, http }: DoctorWorld,
): Promise<Outcome> => {
  const type = wanted.provider?.settings.type ?? '';
  if (credentialGuides[type]?.checkCredentials === undefined)
    return skipped(`no call is known for "${type}" that sends nothing`);
  const { level, isWrong, remarks } = await tryCredentials(wanted, credentials, {
    environment,
    http,
  });
  const detail = remarks.join('; ');
  if (level === 'green') return green('takes the credentials');
  if (isWrong) {
    return red(
      `${detail}: the credentials were changed there, or are of another account`,
      `npm run credentials -- ${environment.name} --only ${wanted.key}`,
    );
  }
  return yellow(
    detail,
    detail.startsWith('not checked')
      ? "look at the provider's status page, then look again"
      : "see to it in the provider's console",
  );
};

/** What `cdk synth` warns of: senders to register, alarms that nobody hears, and so on. */
const ofWarnings = ({ environment, now }: DoctorWorld): Outcome => {
  const warnings = warningsOf(environment, dayOf(now())).map((warning) =>
    warning.replace(`warning: ${environment.name}: `, ''),
  );
  return warnings.length === 0
    ? green('nothing that `cdk synth` would warn of')
    : yellow(warnings.join('; '), 'see to each, or say in the environment file that it is done');
};
