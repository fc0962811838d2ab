import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { awsEndpoint } from '../../../lambda/shared/aws-endpoint';

const CLIENTS = [
  ['sns', SNSClient],
  ['sms-voice', PinpointSMSVoiceV2Client],
  ['secretsmanager', SecretsManagerClient],
] as const;

const REGIONS = ['us-east-1', 'eu-west-1', 'mx-central-1', 'us-gov-west-1', 'us-gov-east-1'];
const PARTITIONS = ['cn-north-1', 'eusc-de-east-1', 'us-iso-east-1', 'us-isob-east-1'];
const MORE_PARTITIONS = ['eu-isoe-west-1', 'us-isof-south-1'];

test.each(
  CLIENTS.flatMap(([service, Client]) =>
    [...REGIONS, ...PARTITIONS, ...MORE_PARTITIONS].map(
      (region) => [service, region, Client] as const,
    ),
  ),
)('%s in %s is called where the SDK calls it', (service, region, Client) => {
  const { endpointProvider } = new Client({ region }).config;
  const { url } = endpointProvider({ Region: region, UseFIPS: false, UseDualStack: false });
  expect(new URL(awsEndpoint(service, region)).href).toBe(url.href);
});
