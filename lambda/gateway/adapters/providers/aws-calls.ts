import type { AwsRequestFault, SendAwsRequest } from '../../../shared/aws-request';
import { createAwsRequest } from '../../../shared/aws-request';
import type { AttemptOutcome } from '../../core/attempt';
import { outcomeOfFault } from './answers';
import type { CommonSettings, ProviderWorld } from './provider';

interface RegionalSettings extends CommonSettings {
  /** Where the service is called. @default - the region of the function */
  readonly region?: string;
}

/** Calls of a service of AWS by the function's role. */
export const awsCalls = (
  service: { readonly service: string; readonly endpointVariable: string },
  { baseUrl, ...settings }: RegionalSettings,
  { http, region, env = {} }: ProviderWorld,
): SendAwsRequest =>
  createAwsRequest({
    ...service,
    http,
    env,
    region: settings.region ?? region,
    endpoint: baseUrl,
  });

/** No answer came. */
export const outcomeOfAwsFault = (fault: AwsRequestFault): AttemptOutcome =>
  fault.reason === 'no-credentials'
    ? { class: 'configuration', code: 'no_credentials' }
    : outcomeOfFault(fault);
