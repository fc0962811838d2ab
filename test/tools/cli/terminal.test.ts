import { CommandFailure } from '../../../tools/cli/failure';
import { createTerminal } from '../../../tools/cli/terminal';
import { recordStreams } from '../support/streams';

describe('a question for something secret', () => {
  test('is asked on the screen, and the answer is not shown', async () => {
    const streams = recordStreams({ isTTY: true });
    const answer = createTerminal(streams).askHidden('API key: ');
    streams.stdin.push('  key-of-the-test  \r');
    expect(await answer).toBe('key-of-the-test');
    expect(streams.told()).toBe('API key: \n');
    expect(streams.printed()).toBe('');
  });

  test('one after the other gets its own answer', async () => {
    const streams = recordStreams({ isTTY: true });
    const terminal = createTerminal(streams);
    const first = terminal.askHidden('one: ');
    streams.stdin.push('1\r');
    expect(await first).toBe('1');
    const second = terminal.askHidden('two: ');
    streams.stdin.push('2\r');
    expect(await second).toBe('2');
  });

  test.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('%s ends the command', async (_key, typed) => {
    const streams = recordStreams({ isTTY: true });
    const answer = createTerminal(streams).askHidden('API key: ');
    streams.stdin.push(typed);
    await expect(answer).rejects.toBeInstanceOf(CommandFailure);
  });
});

describe('standard input', () => {
  test('is read to its end', async () => {
    const terminal = createTerminal(recordStreams({ input: '{"a":\n1}' }));
    expect(await terminal.readStdin()).toBe('{"a":\n1}');
  });

  test('has an end', async () => {
    const terminal = createTerminal(recordStreams({ input: 'x'.repeat(101) }));
    await expect(terminal.readStdin(100)).rejects.toThrow('longer than 100 bytes');
  });
});

describe('progress', () => {
  test('is one line of a screen, gone before anything else is said', () => {
    const streams = recordStreams({ isTTY: true });
    const terminal = createTerminal(streams);
    terminal.progress.show('looking');
    terminal.progress.show('still looking');
    terminal.tell('done');
    expect(streams.told()).toBe('looking\r\u001B[Kstill looking\r\u001B[Kdone\n');
  });

  test('is not written into a log', () => {
    const streams = recordStreams({ isTTY: false });
    const terminal = createTerminal(streams);
    terminal.progress.show('looking');
    terminal.print('done');
    expect(streams.told()).toBe('');
    expect(streams.printed()).toBe('done\n');
  });
});
