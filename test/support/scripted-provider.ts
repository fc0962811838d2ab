import * as v from 'valibot';
import {
  defineProvider,
  type AnyProviderDefinition,
} from '../../lambda/gateway/adapters/providers/provider';
import type { AttemptOutcome, Message } from '../../lambda/gateway/core/attempt';

export type Script = readonly (AttemptOutcome | ((message: Message) => Promise<AttemptOutcome>))[];

/** A provider type whose answers the test writes; it records what it was asked to send, and to speak. */
export const scriptedProvider = (
  script: Script,
  speaks = false,
  spokenScript = script,
): {
  readonly definition: AnyProviderDefinition;
  readonly sent: Message[];
  readonly spoken: Message[];
} => {
  const sent: Message[] = [];
  const spoken: Message[] = [];
  const play = (steps: Script, record: Message[]) => () => (message: Message) => {
    const step = steps[Math.min(record.length, steps.length - 1)];
    record.push(message);
    if (step === undefined) throw new Error('the script is empty: nothing should be sent');
    return typeof step === 'function' ? step(message) : Promise.resolve(step);
  };
  const definition = defineProvider({
    type: 'scripted',
    title: 'Answers as told',
    settings: v.object({}),
    connect: play(script, sent),
    ...(speaks && { connectVoice: play(spokenScript, spoken) }),
  });
  return { definition, sent, spoken };
};
