import { exitCodeOf, formatLine } from '../../../tools/cli/level';

test.each([
  [['green', 'skipped'], 0],
  [['green', 'yellow'], 0],
  [['yellow', 'red'], 1],
] as const)('%j ends with exit code %d', (levels, exitCode) => {
  expect(exitCodeOf(levels.map((level) => ({ level })))).toBe(exitCode);
});

test('a line has its mark in colour where there are colours', () => {
  const line = { level: 'red', title: 'Clock', detail: 'is off', advice: 'set it' } as const;
  expect(formatLine(line, (colour, text) => `<${colour}>${text}</>`)).toBe(
    '<red>✗</> Clock: is off\n    <bold>→</> set it',
  );
});
