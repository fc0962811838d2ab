import { parseArgs } from 'node:util';

export const HELP = `npm run test:faults -- [options]

The real handler and real HTTP servers as providers, with things going wrong by a plan.

  --scenario <name>   only this one; may be repeated
  --messages <n>      messages per scenario (10000)
  --instances <n>     instances of the function, one message at a time each (56)
  --seed <word>       another plan ("1")
  --write             puts the table into docs/reliability.md
  --help              this`;

export interface Options {
  readonly scenarios: readonly string[];
  readonly messages: number;
  readonly instances: number;
  readonly seed: string;
  readonly write: boolean;
  readonly help: boolean;
}

/** Throws a sentence for a person when it is not understood. */
export const readOptions = (args: readonly string[]): Options => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scenario: { type: 'string', multiple: true, default: [] },
      messages: { type: 'string', default: '10000' },
      instances: { type: 'string', default: '56' },
      seed: { type: 'string', default: '1' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    ...values,
    scenarios: values.scenario,
    messages: wholeNumber('--messages', values.messages),
    instances: wholeNumber('--instances', values.instances),
  };
};

const wholeNumber = (option: string, text: string): number => {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new Error(`${option} must be a whole number from 1`);
  return Number(text);
};
