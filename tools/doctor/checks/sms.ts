import {
  DescribeAccountAttributesCommand,
  DescribePhoneNumbersCommand,
  DescribeSpendLimitsCommand,
  type PinpointSMSVoiceV2Client,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import {
  GetSMSAttributesCommand,
  GetSMSSandboxAccountStatusCommand,
  ListPhoneNumbersOptedOutCommand,
} from '@aws-sdk/client-sns';
import type { ProviderSettings } from '../../../lambda/contract';
import { readAwsFault } from '../../shared/aws-faults';
import type { Facts } from '../facts';
import { type Check, given, green, ofAwsFault, type Outcome, red, yellow } from '../outcome';
import type { DoctorWorld } from '../world';

/** What a new account starts with, in US dollars a month. */
const INITIAL_LIMIT_USD = 1;
const NEARLY_USED = 0.8;
const DAY_MS = 86_400_000;

/** The accounts of AWS's own SMS services, in each region that the environment sends from. */
export const smsChecks = (world: DoctorWorld, facts: Facts): readonly Check[] =>
  Object.entries(world.environment.providers).flatMap(([name, settings]) => {
    const look = LOOKS[settings.type];
    return look === undefined
      ? []
      : [
          {
            id: `provider-${name}`,
            title: `Provider ${name}`,
            look: () => given(facts.trusted, () => look(world, settings)),
          },
        ];
  });

const LOOKS: Readonly<
  Record<string, ((world: DoctorWorld, settings: ProviderSettings) => Promise<Outcome>) | undefined>
> = {
  sns: (world, settings) => lookAtSns(world, regionOf(settings)),
  'aws-end-user-messaging': (world, settings) => lookAtEndUserMessaging(world, settings),
};

const regionOf = ({ region }: ProviderSettings): string | undefined =>
  typeof region === 'string' ? region : undefined;

/** Source: docs.aws.amazon.com/sns/latest/dg/sns-sms-sandbox.html and sms_preferences.html */
const lookAtSns = async (world: DoctorWorld, region?: string): Promise<Outcome> => {
  const sns = world.sns(region);
  try {
    const { IsInSandbox } = await sns.send(new GetSMSSandboxAccountStatusCommand({}));
    if (IsInSandbox === true) return inSandbox(world, 'Amazon SNS');
    const { attributes = {} } = await sns.send(new GetSMSAttributesCommand({}));
    const limitUsd = Number(attributes['MonthlySpendLimit'] ?? INITIAL_LIMIT_USD);
    const spending = await ofSpending(world, limitUsd);
    if (spending !== undefined) return spending;
    const { phoneNumbers = [] } = await sns.send(new ListPhoneNumbersOptedOutCommand({}));
    const optedOut =
      phoneNumbers.length === 0 ? '' : `, ${phoneNumbers.length} or more numbers have opted out`;
    return green(`limit ${limitUsd} USD a month${optedOut}`);
  } catch (error) {
    return ofAwsFault(
      readAwsFault(
        error,
        'sns:GetSMSSandboxAccountStatus, GetSMSAttributes and ListPhoneNumbersOptedOut',
      ),
    );
  }
};

/** In production it is red: people whose number nobody verified get no code. */
const inSandbox = ({ environment }: DoctorWorld, service: string): Outcome =>
  (environment.production ? red : yellow)(
    `${service} is in its sandbox: only numbers that were verified there get codes`,
    `in the AWS console of ${service}, ask to leave the sandbox; until then verify the numbers that need codes`,
  );

const ofSpending = async (world: DoctorWorld, limitUsd: number): Promise<Outcome | undefined> => {
  const raise =
    'open a case with AWS Support to raise the SMS spend limit, and then the limit in the console';
  const spentUsd = await spentThisMonth(world);
  if (spentUsd >= limitUsd)
    return red(`this month's limit of ${limitUsd} USD is used up (${spentUsd} USD)`, raise);
  if (spentUsd >= limitUsd * NEARLY_USED)
    return yellow(`${spentUsd} of this month's ${limitUsd} USD are spent`, raise);
  return limitUsd <= INITIAL_LIMIT_USD
    ? yellow(`it may spend ${limitUsd} USD a month, which is a few dozen codes`, raise)
    : undefined;
};

/** Source: docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html */
const spentThisMonth = async ({ cloudWatch, now }: DoctorWorld): Promise<number> => {
  const { Datapoints = [] } = await cloudWatch.send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/SNS',
      MetricName: 'SMSMonthToDateSpentUSD',
      StartTime: new Date(now() - DAY_MS),
      EndTime: new Date(now()),
      Period: DAY_MS / 1000,
      Statistics: ['Maximum'],
    }),
  );
  return Math.max(0, ...Datapoints.map(({ Maximum = 0 }) => Maximum));
};

const lookAtEndUserMessaging = async (
  world: DoctorWorld,
  settings: ProviderSettings,
): Promise<Outcome> => {
  const client = world.endUserMessaging(regionOf(settings));
  try {
    const { AccountAttributes = [] } = await client.send(new DescribeAccountAttributesCommand({}));
    const isInSandbox = AccountAttributes.some(
      ({ Name, Value }) => Name === 'ACCOUNT_TIER' && Value === 'SANDBOX',
    );
    if (isInSandbox) return inSandbox(world, 'AWS End User Messaging');
    const { SpendLimits = [] } = await client.send(new DescribeSpendLimitsCommand({}));
    const limitUsd = SpendLimits.find(
      ({ Name }) => Name === 'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT',
    )?.EnforcedLimit;
    if (limitUsd !== undefined && limitUsd <= INITIAL_LIMIT_USD) {
      return yellow(
        `it may spend ${limitUsd} USD a month, which is a few dozen codes`,
        'open a case with AWS Support to raise the SMS spend limit',
      );
    }
    return (await ofSender(client, settings)) ?? green(`limit ${limitUsd ?? '?'} USD a month`);
  } catch (error) {
    return ofAwsFault(
      readAwsFault(
        error,
        'sms-voice:DescribeAccountAttributes, DescribeSpendLimits and DescribePhoneNumbers',
      ),
    );
  }
};

/** Only phone numbers can be looked up by what stands in the file; pools and sender IDs are taken as they are. */
const ofSender = async (
  client: PinpointSMSVoiceV2Client,
  { originationIdentity: identity }: ProviderSettings,
): Promise<Outcome | undefined> => {
  if (typeof identity !== 'string' || !/^(\+\d+|phone-)/.test(identity)) return undefined;
  const { PhoneNumbers = [] } = await client.send(new DescribePhoneNumbersCommand({}));
  const found = PhoneNumbers.find(
    ({ PhoneNumber, PhoneNumberId }) => PhoneNumber === identity || PhoneNumberId === identity,
  );
  if (found === undefined) {
    return red(
      'the account has no phone number that is the "originationIdentity" of the environment file',
      'request the number in the AWS console of End User Messaging, or correct the environment file',
    );
  }
  return found.Status === 'ACTIVE'
    ? undefined
    : red(
        `the phone number that sends is ${found.Status ?? 'not active'}`,
        'finish its registration in the AWS console of End User Messaging',
      );
};
