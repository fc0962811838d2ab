import { provider as clickatell } from './clickatell';
import { provider as plivo } from './plivo';
import type { AnyProviderDefinition } from './provider';
import { provider as sns } from './sns';
import { provider as twilio } from './twilio';

/** Every type of provider, under the `type` of the environment file, which is also its file's name. */
export const providerRegistry = {
  clickatell,
  plivo,
  sns,
  twilio,
} satisfies Readonly<Record<string, AnyProviderDefinition>>;

export type ProviderType = keyof typeof providerRegistry;
