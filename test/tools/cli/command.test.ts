import { declare, EXIT } from '../../../tools/cli/command';
import { CommandFailure } from '../../../tools/cli/failure';
import { helpOf } from '../../../tools/cli/help';
import { runCommand } from '../../../tools/cli/run';
import { recordStreams, type StreamsOptions } from '../support/streams';

const declaration = declare({
  name: 'inspect',
  summary: 'Looks at an environment.',
  arguments: [{ name: 'environment', description: 'Its name.' }],
  options: {
    json: { kind: 'flag', description: 'Prints JSON.' },
    fromFile: { kind: 'value', value: 'path', description: 'Reads a file.' },
    only: { kind: 'list', value: 'part', description: 'Looks at this part alone.' },
  },
  examples: [{ call: 'prod --json', does: 'looks at prod' }],
});

const run = async (argv: readonly string[], options: StreamsOptions = {}) => {
  const streams = recordStreams(options);
  let given: unknown;
  const exitCode = await runCommand(
    declaration,
    async (it) => {
      given = it;
      return EXIT.green;
    },
    argv,
    streams,
  );
  return { exitCode, given, printed: streams.printed(), told: streams.told() };
};

describe('the arguments of a command', () => {
  test('are read by the declaration', async () => {
    const { exitCode, given } = await run([
      'prod',
      '--json',
      '--from-file=a.json',
      '--only',
      'one',
      '--only=two',
    ]);
    expect(exitCode).toBe(0);
    expect(given).toEqual({
      arguments: ['prod'],
      options: { json: true, fromFile: 'a.json', only: ['one', 'two'] },
    });
  });

  test('may leave every option out', async () => {
    expect((await run(['prod'])).given).toEqual({
      arguments: ['prod'],
      options: { json: false, fromFile: undefined, only: [] },
    });
  });

  test.each([
    [[], 'The environment is missing'],
    [['prod', 'dev'], 'There is more than the environment'],
    [['prod', '--jsn'], 'There is no option --jsn, did you mean "json"?'],
    [['prod', '-x'], 'There is no option -x'],
    [['prod', '--json=yes'], 'The option --json takes no value'],
    [['prod', '--from-file'], 'The option --from-file needs a value, <path>'],
    [['prod', '--from-file='], 'The option --from-file needs a value, <path>'],
    [['prod', '--only'], 'The option --only needs a value, <part>'],
  ])('%j is refused with exit code 2, and a way out', async (argv, sentence) => {
    const { exitCode, given, told, printed } = await run(argv);
    expect(exitCode).toBe(EXIT.usage);
    expect(given).toBeUndefined();
    expect(printed).toBe('');
    expect(told).toBe(
      `error: ${sentence}.\n  npm run inspect -- --help shows what can be given.\n`,
    );
  });
});

describe('the help of a command', () => {
  test.each([['--help'], ['-h'], ['prod --help'], ['--nonsense --help']])(
    '%s shows it and runs nothing',
    async (line) => {
      const { exitCode, given, printed } = await run(line.split(' '));
      expect(exitCode).toBe(EXIT.green);
      expect(given).toBeUndefined();
      expect(printed.trim()).toBe(helpOf(declaration).trim());
    },
  );

  test('names every argument and option, and the exit codes', () => {
    const help = helpOf(declaration);
    expect(help).toContain('Usage: npm run inspect -- <environment> [options]');
    expect(help).toMatch(/--json +Prints JSON\./);
    expect(help).toMatch(/--from-file <path> +Reads a file\./);
    expect(help).toMatch(/--only <part> +Looks at this part alone\. Can be given more than once\./);
    expect(help).toMatch(/npm run inspect -- prod --json +looks at prod/);
    expect(help).toContain('Exit code: 0 when all is well');
    expect(help.split('\n').every((line) => line.length <= 88)).toBe(true);
  });
});

describe('a command that fails', () => {
  const failing = (options: StreamsOptions) => {
    const streams = recordStreams(options);
    const ended = runCommand(
      declaration,
      () => Promise.reject(new CommandFailure('The file is gone', 'put it back')),
      ['prod'],
      streams,
    );
    return ended.then((exitCode) => ({ exitCode, told: streams.told() }));
  };

  test('says what is wrong and what to do, with exit code 1', async () => {
    expect(await failing({})).toEqual({
      exitCode: EXIT.red,
      told: 'error: The file is gone.\n  Put it back.\n',
    });
  });

  test('does so in colour on a screen that has colours, and only there', async () => {
    const red = '\u001B[31merror:\u001B[39m';
    expect((await failing({ isTTY: true, hasColors: true })).told).toContain(red);
    expect((await failing({ isTTY: true, hasColors: false })).told).not.toContain('\u001B[31m');
    expect((await failing({ isTTY: false, hasColors: true })).told).not.toContain('\u001B');
  });

  test('leaves a bug to Node.js, which shows where it is', async () => {
    const bug = new TypeError('a bug');
    await expect(
      runCommand(declaration, () => Promise.reject(bug), ['prod'], recordStreams()),
    ).rejects.toBe(bug);
  });
});
