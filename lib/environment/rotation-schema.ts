import * as v from 'valibot';
import { section, wholeNumber } from './wording';

const rotationOff = v.literal(false, 'false');

/** `auth0.rotation` of an environment file. */
export const rotationSchema = v.pipe(
  v.optional(
    v.union(
      [
        section({
          everyDays: v.pipe(
            v.optional(wholeNumber(1, 365), 30),
            v.description('Days from one rotation to the next.'),
          ),
        }),
        rotationOff,
      ],
      '{"everyDays": 1 to 365}, or false',
    ),
    { everyDays: 30 },
  ),
  v.description(
    'How often the key of the gateway token gets a new value, in AWS and in Auth0; `false` for never (docs/rotation.md).',
  ),
);
