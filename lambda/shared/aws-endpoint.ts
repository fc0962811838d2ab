/**
 * Where an AWS service answers, e.g. `https://sns.eu-west-1.amazonaws.com`.
 * The partitions and their suffixes: github.com/aws/aws-sdk-js-v3 (util-endpoints, `partitions.json`).
 */
export const awsEndpoint = (service: string, region: string): string => {
  const [, suffix = 'amazonaws.com'] = SUFFIXES.find(([prefix]) => region.startsWith(prefix)) ?? [];
  return `https://${service}.${region}.${suffix}`;
};

/** By how the names of their regions begin; everywhere else it is `amazonaws.com`. */
const SUFFIXES = [
  ['cn-', 'amazonaws.com.cn'],
  ['eusc-', 'amazonaws.eu'],
  ['us-iso-', 'c2s.ic.gov'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk'],
  ['us-isof-', 'csp.hci.ic.gov'],
] as const;
