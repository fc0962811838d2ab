import { readLogText } from '../../../tools/limits-replay/log-lines';

const LINE = JSON.stringify({ level: 'info', message: 'completed', outcome: 'accepted' });
const TIME = '2026-11-27T10:00:00.000Z';

test.each<[form: string, text: string]>([
  ['as the function wrote it', LINE],
  ['after a time, as exports to S3 have it', `${TIME} ${LINE}`],
  ['after what Lambda puts before a line of text', `${TIME}\t4f1c-9b\tINFO\t${LINE}`],
  ['after the name of its stream, as aws logs tail has it', `${TIME} 2026/11/27/[7]ab ${LINE}`],
  ['as the text of an event', JSON.stringify({ timestamp: 1, message: LINE })],
  ['as the text of a row of Logs Insights', JSON.stringify({ '@message': LINE })],
  ['as an object that an event holds', JSON.stringify({ message: JSON.parse(LINE) as object })],
  [
    'in the document of filter-log-events',
    JSON.stringify({ events: [{ message: LINE }] }, null, 2),
  ],
  ['in a list of rows', JSON.stringify([{ '@timestamp': TIME, '@message': LINE }], null, 2)],
  ['with the line ends of Windows', `${LINE}\r\n`],
])('a line is found %s', (_, text) => {
  const { lines, others, faults } = readLogText(text);
  expect(lines.map(({ value }) => value)).toEqual([JSON.parse(LINE)]);
  expect({ others, faults }).toEqual({ others: 0, faults: [] });
});

test('lines about something else are counted, and empty ones are not', () => {
  const attempt = JSON.stringify({ message: 'attempt' });
  const text = `START RequestId: 4f1c Version: 7\n${attempt}\n\n${LINE}\nREPORT RequestId: 4f1c\n\n`;
  const { lines, others, faults } = readLogText(text);
  expect([lines.length, others, faults]).toEqual([1, 3, []]);
  expect(lines[0]?.where).toBe('line 4');
});

test.each<[what: string, text: string, fault: string]>([
  ['a line that was cut off', `${LINE}\n${LINE.slice(0, 30)}`, 'line 2 is cut off or is no JSON'],
  [
    'an event whose text was cut off',
    JSON.stringify([{ message: LINE }, LINE.slice(0, 30)]),
    'event 2 is cut off or is no JSON',
  ],
])('%s is named by its place', (_, text, fault) => {
  const { lines, faults } = readLogText(text);
  expect(lines).toHaveLength(1);
  expect(faults).toEqual([fault]);
});

test('an empty log has nothing in it', () => {
  expect(readLogText('')).toEqual({ lines: [], others: 0, faults: [] });
});
