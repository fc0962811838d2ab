import { readEnvironment } from '../cli/environment';
import { exitCodeOf, formatLine } from '../cli/level';
import type { ActionOf } from '../cli/run';
import type { doctorDeclaration } from './declaration';
import { checksOf, examine } from './examine';
import { createDoctorWorld } from './world';

/** `npm run doctor`, in the real world. */
export const doctor: ActionOf<typeof doctorDeclaration> = async (
  { arguments: [name = ''], options: { environments, json } },
  { print, tell, paint, paintTold, progress },
) => {
  const world = createDoctorWorld(readEnvironment(name, environments));
  const findings = await examine(checksOf(world), progress);
  if (json) print(JSON.stringify({ environment: name, findings }, null, 2));
  else {
    for (const finding of findings) print(formatLine(finding, paint));
    const count = (level: string) => findings.filter((it) => it.level === level).length;
    tell(
      `\n${paintTold('bold', name)}: ${count('red')} red, ${count('yellow')} yellow, ${count('green')} green, ${count('skipped')} not checked`,
    );
  }
  return exitCodeOf(findings);
};
