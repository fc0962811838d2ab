import { AwsRefusal, type AwsState } from './aws-state';

type QueryAction = (input: Readonly<Record<string, unknown>>, state: AwsState) => string;

const member = (items: readonly string[]) =>
  items.map((item) => `<member>${item}</member>`).join('');

const tag = (name: string, value: string) => `<${name}>${value.replaceAll('&', '&amp;')}</${name}>`;

const stackOf = (input: Readonly<Record<string, unknown>>, { stacks }: AwsState) => {
  const stack = stacks.get(String(input['StackName']));
  if (stack === undefined) throw new AwsRefusal('ValidationError');
  return stack;
};

/** By IAM action: what stands within the result, as XML. */
export const queryActions: Readonly<Record<string, QueryAction>> = {
  'sts:GetCallerIdentity': (_, { account }) => tag('Account', account),

  'cloudformation:DescribeStacks': (input, state) => {
    const { status, outputs } = stackOf(input, state);
    const members = Object.entries(outputs).map(
      ([key, value]) => tag('OutputKey', key) + tag('OutputValue', value),
    );
    const outputsTag = `<Outputs>${member(members)}</Outputs>`;
    return `<Stacks><member>${tag('StackName', String(input['StackName']))}${tag('StackStatus', status)}<CreationTime>2026-11-01T00:00:00Z</CreationTime>${outputsTag}</member></Stacks>`;
  },

  'cloudformation:ListStackResources': (input, state) =>
    `<StackResourceSummaries>${member(
      stackOf(input, state).resources.map(
        ({ logicalId, type, physicalId }) =>
          tag('LogicalResourceId', logicalId) +
          tag('PhysicalResourceId', physicalId) +
          tag('ResourceType', type) +
          tag('ResourceStatus', 'CREATE_COMPLETE') +
          tag('LastUpdatedTimestamp', '2026-11-01T00:00:00Z'),
      ),
    )}</StackResourceSummaries>`,

  'sns:GetSMSSandboxAccountStatus': (_, { sms }) => tag('IsInSandbox', String(sms.isInSandbox)),

  'sns:GetSMSAttributes': (_, { sms }) =>
    `<attributes>${Object.entries(sms.attributes)
      .map(([key, value]) => `<entry>${tag('key', key)}${tag('value', value)}</entry>`)
      .join('')}</attributes>`,

  'sns:ListPhoneNumbersOptedOut': (_, { sms }) =>
    `<phoneNumbers>${member(sms.optedOut)}</phoneNumbers>`,
};
