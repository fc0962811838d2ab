import { CfnRotationSchedule } from 'aws-cdk-lib/aws-secretsmanager';

/**
 * The product's own app, for an AWS on this machine: without the schedule of the rotation, whose type
 * MiniStack does not know. `rotation.ts` calls the function as Secrets Manager would.
 */
Object.defineProperty(CfnRotationSchedule.prototype, 'shouldSynthesize', { value: () => false });

void import('../../bin/sms-gateway');
