import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { createHttpClient, type HttpClient } from '../../lambda/shared/http';
import type { Environment } from '../../lib/environment';
import { awsConfig } from '../shared/aws-config';
import { createSecretDesk, type SecretDesk } from '../shared/secret-desk';

/** What the doctor looks at the environment through. It writes nowhere. */
export interface DoctorWorld {
  readonly environment: Environment;
  readonly sts: STSClient;
  readonly ssm: SSMClient;
  readonly cloudFormation: CloudFormationClient;
  readonly cloudWatch: CloudWatchClient;
  readonly lambda: LambdaClient;
  readonly secrets: Pick<SecretDesk, 'look'>;
  /** A provider may send from another region than the gateway's. */
  readonly sns: (region?: string) => SNSClient;
  readonly endUserMessaging: (region?: string) => PinpointSMSVoiceV2Client;
  readonly http: HttpClient;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Pages of the Management API are longer than other answers. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

export const createDoctorWorld = (environment: Environment): DoctorWorld => {
  const config = awsConfig(environment.region);
  return {
    environment,
    sts: new STSClient(config),
    ssm: new SSMClient(config),
    cloudFormation: new CloudFormationClient(config),
    cloudWatch: new CloudWatchClient(config),
    lambda: new LambdaClient(config),
    secrets: createSecretDesk(new SecretsManagerClient(config)),
    sns: (region = environment.region) => new SNSClient(awsConfig(region)),
    endUserMessaging: (region = environment.region) =>
      new PinpointSMSVoiceV2Client(awsConfig(region)),
    http: createHttpClient({ maxAnswerBytes: MAX_ANSWER_BYTES }),
    now: Date.now,
  };
};
