import { CfnPolicy, Effect, type IRole, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Permission } from '../../lambda/gateway/adapters/providers/provider';
import { acknowledge } from './acknowledge';

export interface ProviderPermissionsProps {
  readonly role: IRole;
  /** What the provider's definition asks for; at least one. */
  readonly permissions: readonly Permission[];
}

/**
 * What one provider needs of AWS, as a policy of its own. Its definition says what and why; the
 * policy's metadata repeats the why for whoever reads the template.
 */
export class ProviderPermissions extends Policy {
  constructor(scope: Construct, id: string, { role, permissions }: ProviderPermissionsProps) {
    super(scope, id, { roles: [role], statements: permissions.map(statementOf) });

    const { defaultChild } = this.node;
    if (defaultChild instanceof CfnPolicy) {
      defaultChild.addMetadata(
        'Why',
        permissions.map(({ why }) => why),
      );
    }
    for (const { resources, why } of permissions) {
      for (const wildcard of resources.filter((resource) => resource.includes('*'))) {
        acknowledge(this, `AwsSolutions-IAM5[Resource::${wildcard}]`, why);
      }
    }
  }
}

const statementOf = ({ effect, actions, resources }: Permission): PolicyStatement =>
  new PolicyStatement({
    effect: effect === 'Allow' ? Effect.ALLOW : Effect.DENY,
    actions: [...actions],
    resources: [...resources],
  });
