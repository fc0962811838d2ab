import {
  type CloudFormationClient,
  CloudFormationServiceException,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { fail, ok, type Result } from '../../lambda/shared/result';
import { type AwsFault, readAwsFault } from './aws-faults';

/** A stack as CloudFormation has it. */
export interface DeployedStack {
  readonly name: string;
  /** e.g. `UPDATE_COMPLETE`. */
  readonly status: string;
  readonly outputs: ReadonlyMap<string, string>;
}

export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
}

export const stackNames = (environment: string) =>
  ({ gateway: `sms-gateway-${environment}`, auth0: `sms-gateway-${environment}-auth0` }) as const;

/** `undefined`: it is not deployed. */
export const readStack = async (
  client: CloudFormationClient,
  name: string,
): Promise<Result<DeployedStack | undefined, AwsFault>> => {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    const [stack] = Stacks;
    if (stack === undefined) return ok(undefined);
    const outputs = (stack.Outputs ?? []).map(
      ({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue] as const,
    );
    return ok({ name, status: stack.StackStatus ?? 'UNKNOWN', outputs: new Map(outputs) });
  } catch (error) {
    // That is how CloudFormation says that there is no such stack.
    if (error instanceof CloudFormationServiceException && error.name === 'ValidationError')
      return ok(undefined);
    return fail(readAwsFault(error, 'cloudformation:DescribeStacks'));
  }
};

export const listResources = async (
  client: CloudFormationClient,
  name: string,
): Promise<Result<readonly StackResource[], AwsFault>> => {
  const resources: StackResource[] = [];
  try {
    for await (const page of paginateListStackResources({ client }, { StackName: name })) {
      for (const it of page.StackResourceSummaries ?? []) {
        resources.push({
          logicalId: it.LogicalResourceId ?? '',
          type: it.ResourceType ?? '',
          physicalId: it.PhysicalResourceId ?? '',
        });
      }
    }
    return ok(resources);
  } catch (error) {
    return fail(readAwsFault(error, 'cloudformation:ListStackResources'));
  }
};
