import { confirm } from '../../auth0-management/core/confirm';
import type { UndoStack } from '../../auth0-management/core/undo';
import { inPortions, inverse, type ClientChange } from './clients';
import type { RegistrationWorld } from './ports';

type ClientWorld = Pick<RegistrationWorld, 'api' | 'patience'>;

/** Enables and disables a connection for applications, and reads back that it is so. */
export const changeClients = async (
  { api, patience }: ClientWorld,
  connectionId: string,
  changes: readonly ClientChange[],
  undo?: UndoStack,
): Promise<void> => {
  if (changes.length === 0) return;
  for (const portion of inPortions(changes)) {
    const change = () => api.changeClients(connectionId, portion);
    if (undo === undefined) await change();
    else await undo.run(change, () => api.changeClients(connectionId, inverse(portion)));
  }
  await confirm(patience, 'the applications of the connection', async () => {
    const enabled = new Set(await api.listClients(connectionId));
    return changes.every((change) => enabled.has(change.clientId) === change.enabled);
  });
};
