import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { formatFaults, loadEnvironments } from '../lib/environment';
import { dayOf } from '../lib/environment/days';
import { warningsOf } from '../lib/environment/warnings';
import { SmsGatewayStage } from '../lib/sms-gateway-stage';

// Synthesised at the end of this file: an app that finds faults leaves no cloud assembly behind.
const app = new App({ autoSynth: false });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

/** `-c environments=<dir>`, seen from where `cdk` is run. */
const folder = String(app.node.tryGetContext('environments') ?? 'environments');

const environments = loadEnvironments(folder);
if (environments.ok) {
  for (const environment of environments.value) {
    for (const warning of warningsOf(environment, dayOf(Date.now()))) console.error(warning);
    new SmsGatewayStage(app, environment.name, { environment });
  }
  app.synth();
} else {
  console.error(formatFaults(environments.error));
  process.exitCode = 1;
}
