import type { Template } from 'aws-cdk-lib/assertions';
import { resourcesOf } from './template';

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** Every statement of every IAM policy whose logical id starts with a prefix. */
export const statementsOf = (template: Template, prefix = ''): readonly Statement[] =>
  Object.entries(resourcesOf(template, 'AWS::IAM::Policy'))
    .filter(([logicalId]) => logicalId.startsWith(prefix))
    .flatMap(([, { Properties }]) => (Properties['PolicyDocument'] as PolicyDocument).Statement);

interface PolicyDocument {
  readonly Statement: readonly Statement[];
}

/** The actions of a statement, however many there are. */
export const actionsOf = ({ Action }: Statement): readonly string[] =>
  typeof Action === 'string' ? [Action] : Action;
