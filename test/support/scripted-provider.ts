import * as v from 'valibot';
import {
  defineProvider,
  type AnyProviderDefinition,
} from '../../lambda/gateway/adapters/providers/provider';
import type { AttemptOutcome, Message } from '../../lambda/gateway/core/attempt';

export type Script = readonly (AttemptOutcome | ((message: Message) => Promise<AttemptOutcome>))[];

/** A provider type whose answers the test writes; it records what it was asked to send. */
export const scriptedProvider = (
  ...script: Script
): { readonly definition: AnyProviderDefinition; readonly sent: Message[] } => {
  const sent: Message[] = [];
  const definition = defineProvider({
    type: 'scripted',
    title: 'Answers as told',
    settings: v.object({}),
    connect: () => (message) => {
      const step = script[Math.min(sent.length, script.length - 1)];
      sent.push(message);
      if (step === undefined) throw new Error('the script is empty: nothing should be sent');
      return typeof step === 'function' ? step(message) : Promise.resolve(step);
    },
  });
  return { definition, sent };
};
