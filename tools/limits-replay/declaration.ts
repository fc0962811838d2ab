import { declare } from '../cli/command';

export const limitsReplayDeclaration = declare({
  name: 'limits:replay',
  summary:
    'Shows what the send limits of an environment file would have done to the messages of a log.',
  arguments: [
    {
      name: 'log',
      description: 'File of exported lines of the gateway function’s log, or - for standard input.',
    },
  ],
  options: {
    environment: {
      kind: 'value',
      value: 'file',
      description: 'Environment file with the limits to try, e.g. environments/prod.json.',
    },
    enforce: {
      kind: 'flag',
      description: 'As if no limit were in shadow mode.',
    },
    json: { kind: 'flag', description: 'Prints JSON, with every figure.' },
  },
  examples: [
    {
      call: 'yesterday.log --environment environments/prod.json',
      does: 'What the limits of today make of yesterday.',
    },
    {
      call: '- --environment trial/prod.json --enforce < yesterday.log',
      does: 'What a changed copy of the file would have stopped.',
    },
  ],
  notes: [
    'The lines may be as the function wrote them, after a time or other prefix, or wrapped as `aws logs filter-log-events` and Logs Insights export them. Numbers and addresses are not in the log: people are told apart by the pseudonyms that each line carries. docs/send-limits.md says how to export a day.',
  ],
});
