import { describeOwner, type Owner } from '../../auth0-management/core/owner';
import { sameJson } from '../../auth0-management/core/json';

/** One place in the tenant that is not as it was registered. */
export interface Difference {
  /** e.g. `connection.options.gateway_authentication.audience` */
  readonly path: string;
  /** As the deployment wrote it. Absent: nothing should be there. */
  readonly registered?: unknown;
  /** As it stands in the tenant. Absent: nothing is there. */
  readonly now?: unknown;
  /** Then neither value is given: that they differ is all there is to say. */
  readonly isSecret?: true;
  /** What an operator does about it. @default {@link REDEPLOY} */
  readonly fix?: string;
}

/** Writes everything anew, and only what differs. */
export const REDEPLOY = 'raise auth0.revision by one and deploy';

/** What the next deployment would refuse to overwrite. */
export const settleWith = (other: Owner): string =>
  `it belongs to ${describeOwner(other)}: give one of the two a tenant of its own, or delete the other's stack, then ${REDEPLOY}`;

/** What an operator does about it, to be read after "then" or on a line of its own. */
export const fixOf = ({ fix = REDEPLOY }: Difference): string => fix;

/** Names under which texts are never shown. `secret_base64_encoded` is a boolean, and no secret. */
const SECRET_NAME = /secret|token|password|credential/i;

/** Where two JSON values differ; objects are looked into, lists are compared whole. */
export const differencesBetween = (
  registered: unknown,
  now: unknown,
  path: string,
): readonly Difference[] => {
  if (sameJson(registered, now)) return [];
  if (isPlainObject(registered) && isPlainObject(now)) {
    const keys = [...new Set([...Object.keys(registered), ...Object.keys(now)])];
    return keys.flatMap((key) => differencesBetween(registered[key], now[key], `${path}.${key}`));
  }
  const name = path.slice(path.lastIndexOf('.') + 1);
  const isText = typeof registered === 'string' || typeof now === 'string';
  if (isText && SECRET_NAME.test(name)) return [{ path, isSecret: true }];
  return [
    {
      path,
      ...(registered !== undefined && { registered: withoutSecrets(registered) }),
      ...(now !== undefined && { now: withoutSecrets(now) }),
    },
  ];
};

/** A whole object on one side only may hold a secret within. */
const withoutSecrets = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      typeof item === 'string' && SECRET_NAME.test(key) ? '…' : withoutSecrets(item),
    ]),
  );
};

const isPlainObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
