import * as v from 'valibot';
import { flag } from './wording';

/** `auth0.driftCheck` of an environment file. */
export const driftCheckSchema = v.pipe(
  v.optional(flag(), true),
  v.description(
    'Looks once a day whether the tenant still is as it was registered, and raises an alarm when it is not (docs/registration.md).',
  ),
);
