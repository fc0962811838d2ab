import * as v from 'valibot';
import { matching, section } from './wording';

/** Who is told when an alarm goes off. The alarms themselves have no settings (docs/runbook.md). */
export const alarmsSchema = v.pipe(
  v.optional(
    section({
      email: v.pipe(
        v.optional(
          matching(
            /^(?=.{3,254}$)[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/,
            'an email address such as "oncall@example.com"',
          ),
        ),
        v.metadata({ whenAbsent: 'nobody; the alarms are seen in CloudWatch alone' }),
        v.description(
          'Address that is told of every alarm, and when it is over. AWS asks it once for its consent.',
        ),
      ),
    }),
    {},
  ),
  v.description('Who hears of alarms (docs/runbook.md has each of them).'),
);
