import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Accepts one finding of cdk-nag on one construct and what is below it.
 *
 * @param construct the smallest construct that has the finding
 * @param id the rule, with its detail if it has one: `AwsSolutions-IAM5[Resource::*]`
 * @param reason what makes it harmless here: the control that stands in its place
 */
export const acknowledge = (construct: IConstruct, id: string, reason: string): void =>
  Validations.of(construct).acknowledge({ id, reason });
