import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { fail, ok, type Result } from '../../lambda/shared/result';
import { CommandFailure } from '../cli/failure';
import { type AwsFault, readAwsFault } from './aws-faults';

/** The account that this terminal's AWS credentials are of. */
export const readAccount = async (client: STSClient): Promise<Result<string, AwsFault>> => {
  try {
    const { Account = '' } = await client.send(new GetCallerIdentityCommand({}));
    return ok(Account);
  } catch (error) {
    return fail(readAwsFault(error, 'sts:GetCallerIdentity'));
  }
};

/** What is wrong with an account, if anything. */
export const accountFault = (account: string, wanted: string): string | undefined =>
  account === wanted
    ? undefined
    : `the AWS credentials of this terminal are of account ${account}, and the environment file says ${wanted}`;

/** For commands that write: never into a wrong account. */
export const insistOnAccount = async (client: STSClient, wanted: string): Promise<void> => {
  const account = await readAccount(client);
  if (!account.ok) throw failureOf(account.error);
  const fault = accountFault(account.value, wanted);
  if (fault !== undefined) {
    throw new CommandFailure(
      `Nothing was changed: ${fault}`,
      'name the right profile in AWS_PROFILE, or correct "account" in the environment file',
    );
  }
};

/** Ends a command for a fault of AWS's. */
export const failureOf = ({ what, advice }: AwsFault): CommandFailure =>
  new CommandFailure(what.charAt(0).toUpperCase() + what.slice(1), advice);
