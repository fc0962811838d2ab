import assert from 'node:assert/strict';
import { alarmName } from '../../lib/constructs/alarm-topic';
import { alarmPartsOfRunbook } from '../support/runbook';
import { ENVIRONMENT } from './environment';
import type { Stage } from './stage';

/** What CloudWatch has been told to watch. */
export const checkAlarms = async ({ checks: { heading, check }, aws }: Stage): Promise<void> => {
  heading('The alarms');
  const alarms = await aws.alarms();

  await check('are those that the runbook has steps for', () => {
    const documented = alarmPartsOfRunbook().flatMap((part) => part.alarms);
    assert.deepEqual(
      alarms.map(({ name }) => name).toSorted(),
      documented.map((name) => alarmName(ENVIRONMENT, name)).toSorted(),
    );
  });
  await check('are told to the topic of the environment, their end as well', () => {
    for (const { startsTell, endsTell } of alarms) {
      assert.match(startsTell.join(), new RegExp(`:${alarmName(ENVIRONMENT, 'alarms')}$`));
      assert.deepEqual(endsTell, startsTell);
    }
  });
};
