import { AwsRefusal, type AwsState, type StoredSecret } from './aws-state';

type Input = Readonly<Record<string, unknown>>;
type JsonAction = (input: Input, state: AwsState) => object;

const secretOf = (input: Input, { secrets }: AwsState): StoredSecret => {
  const secret = secrets.get(String(input['SecretId']));
  if (secret === undefined) throw new AwsRefusal('ResourceNotFoundException');
  return secret;
};

const liveSecretOf = (input: Input, state: AwsState): StoredSecret => {
  const secret = secretOf(input, state);
  if (secret.isBeingDeleted) throw new AwsRefusal('InvalidRequestException');
  return secret;
};

const functionOf = (input: Input, { functions }: AwsState) => {
  const found = functions.get(String(input['FunctionName']));
  if (found === undefined) throw new AwsRefusal('ResourceNotFoundException', 404);
  return found;
};

/** By IAM action. */
export const jsonActions: Readonly<Record<string, JsonAction>> = {
  'secretsmanager:GetSecretValue': (input, state) => {
    const { value: current, pending = current } = liveSecretOf(input, state);
    const value = input['VersionStage'] === 'AWSPENDING' ? pending : current;
    if (value === undefined) throw new AwsRefusal('ResourceNotFoundException');
    return { Name: input['SecretId'], SecretString: value };
  },
  'secretsmanager:DescribeSecret': (input, state) => ({
    Name: input['SecretId'],
    ...(secretOf(input, state).isBeingDeleted && { DeletedDate: 1_796_000_000 }),
  }),
  'secretsmanager:PutSecretValue': (input, state) => {
    liveSecretOf(input, state);
    state.secrets.set(String(input['SecretId']), { value: String(input['SecretString']) });
    return { Name: input['SecretId'] };
  },
  'secretsmanager:CreateSecret': (input, state) => {
    const name = String(input['Name']);
    if (state.secrets.has(name)) throw new AwsRefusal('ResourceExistsException');
    state.secrets.set(name, { value: String(input['SecretString']) });
    return { Name: name };
  },
  'secretsmanager:DeleteSecret': (input, state) => {
    secretOf(input, state);
    state.secrets.delete(String(input['SecretId']));
    return { Name: input['SecretId'] };
  },

  'ssm:GetParameter': (input, { parameters }) => {
    const value = parameters.get(String(input['Name']));
    if (value === undefined) throw new AwsRefusal('ParameterNotFound');
    return { Parameter: { Name: input['Name'], Type: 'String', Value: value } };
  },

  'lambda:GetFunctionConfiguration': (input, state) => {
    const { state: State } = functionOf(input, state);
    return { FunctionName: input['FunctionName'], State };
  },
  'lambda:GetFunctionConcurrency': (input, state) => {
    const { reservedConcurrency } = functionOf(input, state);
    return reservedConcurrency === undefined
      ? {}
      : { ReservedConcurrentExecutions: reservedConcurrency };
  },

  'monitoring:DescribeAlarms': (input, { alarms }) => ({
    MetricAlarms: alarms
      .filter(({ name }) => (input['AlarmNames'] as string[]).includes(name))
      .map(({ name, state }) => ({ AlarmName: name, StateValue: state })),
    CompositeAlarms: [],
  }),
  'monitoring:GetMetricStatistics': (input, { metrics }) => {
    const sum = metrics.get(`${String(input['Namespace'])} ${String(input['MetricName'])}`);
    return { Datapoints: sum === undefined ? [] : [{ Sum: sum, Maximum: sum, Unit: 'Count' }] };
  },

  'sms-voice:DescribeAccountAttributes': (_, { endUserMessaging: { tier } }) => ({
    AccountAttributes: [{ Name: 'ACCOUNT_TIER', Value: tier }],
  }),
  'sms-voice:DescribeSpendLimits': (_, { endUserMessaging: { spendLimit } }) => ({
    SpendLimits: [
      {
        Name: 'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT',
        EnforcedLimit: spendLimit,
        MaxLimit: spendLimit,
        Overridden: false,
      },
    ],
  }),
  'sms-voice:DescribePhoneNumbers': (_, { endUserMessaging: { phoneNumbers } }) => ({
    PhoneNumbers: phoneNumbers,
  }),
};
