import { describeOwner, isOwner, type Owner } from '../../auth0-management/core/owner';
import { RegistrationError } from '../../auth0-management/core/registration-error';
import type { Connection, Metadata } from './ports';

/** The key of the connection's metadata that says whose it is. */
const MARK = 'sms_gateway_owner';

/** Source: Management API, schema `ConnectionsMetadata`. */
const MAX_KEYS = 10;

/** Whose connection this is; `undefined` for one that no environment registered. */
export const ownerOfConnection = ({
  metadata,
}: Pick<Connection, 'metadata'>): Owner | undefined => {
  const owner = metadata?.[MARK] ?? '';
  return isOwner(owner) ? owner : undefined;
};

/** Throws when another environment has registered the connection: each would undo what the other does. */
export const refuseOther = (
  found: Pick<Connection, 'metadata'>,
  name: string,
  owner: Owner | undefined,
): void => {
  const other = ownerOfConnection(found);
  if (owner === undefined || other === undefined || other === owner) return;
  throw new RegistrationError(
    `The connection "${name}" belongs to ${describeOwner(other)}: give this environment another auth0.connection.name or a tenant of its own, or delete that stack first (if it is gone already, remove ${MARK} from the metadata of the connection), then deploy again`,
  );
};

/**
 * The metadata to write, so that the mark is there; `undefined` when nothing is to be written: it is
 * there, or there is no room for it. What others keep there is sent back, whether Auth0 merges or
 * replaces.
 */
export const markedMetadata = (
  metadata: Metadata | undefined,
  owner: Owner | undefined,
): Metadata | undefined => {
  if (owner === undefined || metadata?.[MARK] === owner) return undefined;
  const others = Object.keys(metadata ?? {}).filter((key) => key !== MARK);
  return others.length >= MAX_KEYS ? undefined : { ...metadata, [MARK]: owner };
};

/** The metadata as it was found, and without the mark if it was. */
export const metadataAsFound = (found: Metadata | undefined): Metadata => ({
  [MARK]: null,
  ...found,
});

/** The metadata without the mark; `undefined` when there is none. */
export const unmarkedMetadata = (metadata: Metadata | undefined): Metadata | undefined =>
  metadata?.[MARK] === undefined || metadata[MARK] === null
    ? undefined
    : { ...metadata, [MARK]: null };
