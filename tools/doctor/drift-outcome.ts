import { type Difference, fixOf, REDEPLOY } from '../../lambda/drift-check/core/differences';
import { green, type Outcome, red, yellow } from './outcome';

/** What one part of a registration comes to. */
export const ofDrift = (
  differences: readonly Difference[],
  environment: string,
  isVital: (difference: Difference) => boolean,
): Outcome => {
  if (differences.length === 0) return green('is as it was registered');
  const detail = `is not as it was registered: ${differences.map(({ path }) => shortened(path)).join(', ')}`;
  const fixes = [...new Set(differences.map(fixOf))].map((fix) =>
    fix === REDEPLOY ? `raise auth0.revision by one, and npx cdk deploy "${environment}/*"` : fix,
  );
  const advice = [`npm run drift -- ${environment} shows where`, ...fixes].join('; ');
  // What the next deployment would refuse is not for later.
  return differences.some((it) => it.fix !== undefined || isVital(it))
    ? red(detail, advice)
    : yellow(detail, advice);
};

/** The line says already what it is about. */
const shortened = (path: string): string =>
  path.replace(/^(connection\.options|action|phoneProvider|mfa)\./, '');
