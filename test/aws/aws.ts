import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';

// The SDK announces the end of its Node.js 20 support whenever a client is made.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

/** What the test reads and writes of AWS, beside what it deploys. */
export interface Aws {
  readonly readSecret: (name: string, stage?: string) => Promise<string>;
  /** Puts a value in as an operator does. */
  readonly fillIn: (name: string, value: Readonly<Record<string, string>>) => Promise<void>;
  /**
   * Takes AWSPENDING off whatever has it. On AWS the label leaves the version before when it is put on a
   * new one; MiniStack leaves it on both, and answers with the older.
   */
  readonly freePending: (secretName: string) => Promise<void>;
  /** Name of the table that the gateway deployed here shares. */
  readonly stateTable: () => Promise<string>;
  readonly stackStatus: (stack: string) => Promise<string | undefined>;
  /** Name of the function of a stack whose logical id matches. */
  readonly functionOf: (stack: string, logicalId: RegExp) => Promise<string>;
  /** Resolves to what the function threw, if it did. */
  readonly invoke: (functionName: string, event: unknown) => Promise<string | undefined>;
  /** Every line of every log group, by the group's name. */
  readonly logs: () => Promise<ReadonlyMap<string, readonly string[]>>;
  /** Every alarm, with the ARNs of what it tells when it starts and when it ends. */
  readonly alarms: () => Promise<
    readonly {
      readonly name: string;
      readonly startsTell: readonly string[];
      readonly endsTell: readonly string[];
    }[]
  >;
}

export const createAws = (endpoint: string): Aws => {
  const config = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const secrets = new SecretsManagerClient(config);
  const cloudFormation = new CloudFormationClient(config);
  const lambda = new LambdaClient(config);
  const cloudWatch = new CloudWatchClient(config);

  return {
    readSecret: async (name, stage = 'AWSCURRENT') => {
      const { SecretString } = await secrets.send(
        new GetSecretValueCommand({ SecretId: name, VersionStage: stage }),
      );
      if (!SecretString) throw new Error(`the secret ${name} is empty`);
      return SecretString;
    },
    fillIn: async (name, value) => {
      const SecretString = JSON.stringify(value);
      await secrets.send(new PutSecretValueCommand({ SecretId: name, SecretString }));
    },
    freePending: async (name) => {
      const { VersionIdsToStages = {} } = await secrets.send(
        new DescribeSecretCommand({ SecretId: name }),
      );
      for (const [id, labels] of Object.entries(VersionIdsToStages)) {
        if (!labels.includes('AWSPENDING')) continue;
        await secrets.send(
          new UpdateSecretVersionStageCommand({
            SecretId: name,
            VersionStage: 'AWSPENDING',
            RemoveFromVersionId: id,
          }),
        );
      }
    },
    stackStatus: async (stack) => {
      const { Stacks = [] } = await cloudFormation.send(
        new DescribeStacksCommand({ StackName: stack }),
      );
      return Stacks[0]?.StackStatus;
    },
    functionOf: async (stack, logicalId) => {
      const { StackResources = [] } = await cloudFormation.send(
        new DescribeStackResourcesCommand({ StackName: stack }),
      );
      const found = StackResources.find(({ LogicalResourceId = '' }) =>
        logicalId.test(LogicalResourceId),
      );
      if (!found?.PhysicalResourceId) throw new Error(`${stack} has no ${logicalId.source}`);
      return found.PhysicalResourceId;
    },
    invoke: async (functionName, event) => {
      const { FunctionError, Payload } = await lambda.send(
        new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) }),
      );
      return FunctionError && new TextDecoder().decode(Payload);
    },
    stateTable: async () => {
      const [name, ...others] = (await callDynamoDb<Tables>(endpoint, 'ListTables')).TableNames;
      if (name === undefined || others.length > 0)
        throw new Error('there is not exactly one table');
      return name;
    },
    logs: async () => {
      const { logGroups } = await callLogs<LogGroups>(endpoint, 'DescribeLogGroups', {});
      const lines = new Map<string, readonly string[]>();
      for (const { logGroupName } of logGroups) {
        const { events } = await callLogs<LogEvents>(endpoint, 'FilterLogEvents', { logGroupName });
        lines.set(
          logGroupName,
          events.map(({ message }) => message),
        );
      }
      return lines;
    },
    alarms: async () => {
      const { MetricAlarms = [] } = await cloudWatch.send(
        new DescribeAlarmsCommand({ MaxRecords: 100 }),
      );
      return MetricAlarms.map(({ AlarmName = '', AlarmActions = [], OKActions = [] }) => ({
        name: AlarmName,
        startsTell: AlarmActions,
        endsTell: OKActions,
      }));
    },
  };
};

interface Tables {
  readonly TableNames: readonly string[];
}

interface LogGroups {
  readonly logGroups: readonly { readonly logGroupName: string }[];
}

interface LogEvents {
  readonly events: readonly { readonly message: string }[];
}

const callLogs = <Answer>(endpoint: string, operation: string, input: unknown): Promise<Answer> =>
  callAws(endpoint, `Logs_20140328.${operation}`, input);

const callDynamoDb = <Answer>(endpoint: string, operation: string): Promise<Answer> =>
  callAws(endpoint, `DynamoDB_20120810.${operation}`, {});

/** One call of a service whose client the product does not need. MiniStack checks no signature. */
const callAws = async <Answer>(
  endpoint: string,
  target: string,
  input: unknown,
): Promise<Answer> => {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
    body: JSON.stringify(input),
  });
  if (!response.ok) throw new Error(`${target} was answered with ${response.status}`);
  return (await response.json()) as Answer;
};
