import { PHONE_ACTION_OWNER } from '../../contract';
import { isOwner, type Owner } from '../../auth0-management/core/owner';
import type { Action, ReadableContent } from './ports';

/** The mark stands in the first lines of the code, among other comments. */
const HEADER_LINES = 10;

/** Whose Action this is; `undefined` for one that no environment registered. */
export const ownerOfAction = ({ code, deployed }: Action): Owner | undefined =>
  ownerIn(code) ?? (deployed && ownerIn(deployed.code));

/** The one of these that this environment registered. */
export const ownAction = (actions: readonly Action[], owner: Owner): Action | undefined =>
  actions.find((action) => ownerOfAction(action) === owner);

const ownerIn = (code: ReadableContent['code']): Owner | undefined => {
  const mark = `// ${PHONE_ACTION_OWNER}`;
  const line = code.split('\n', HEADER_LINES).find((text) => text.startsWith(mark));
  const owner = line?.slice(mark.length).trim() ?? '';
  return isOwner(owner) ? owner : undefined;
};
