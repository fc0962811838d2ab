import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A part of docs/runbook.md about an alarm, or about several that go together. */
export interface AlarmPart {
  /** Names without the environment, as the title has them. */
  readonly alarms: readonly string[];
  /** What stands under the title. */
  readonly text: string;
}

/** Every part of docs/runbook.md about alarms, in its order. */
export const alarmPartsOfRunbook = (): readonly AlarmPart[] =>
  readFileSync(join(__dirname, '../../docs/runbook.md'), 'utf8')
    .split(/^(?=#{2,3} )/m)
    .filter((part) => /^### Alarms? /.test(part))
    .map((part) => {
      const [title = '', ...lines] = part.split('\n');
      return {
        alarms: [...title.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
        text: lines.join('\n').trim(),
      };
    });
