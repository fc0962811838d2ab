import { PHONE_ACTION_MARK } from '../../contract';
import type { ReadableSecret } from './ports';

/** In lower-case hexadecimal. */
export interface Hashes {
  readonly sha256: (text: string) => string;
  readonly hmac: (key: string, text: string) => string;
}

/**
 * What the name of an Action's last secret says of the values of the others. It is written with them, and
 * a version that runs keeps the names it was deployed with: so it tells what signs, and not what was
 * written last.
 */
export interface KeyMark {
  /** Of the gateway token's key. */
  readonly key: string;
  /** Of all that is no secret. */
  readonly settings: string;
}

/** 64 bits: enough to tell keys apart, and nothing to find one of 64 letters and digits by. */
const LENGTH = 16;
/** No token's first two parts look like this, so that the mark is no signature of anything. */
const OF_A_KEY = 'which key an Action signs with';
const MARK = new RegExp(`^${PHONE_ACTION_MARK}([0-9A-F]{${LENGTH}})_([0-9A-F]{${LENGTH}})$`);

export const markOfKey = ({ hmac }: Pick<Hashes, 'hmac'>, key: string): string =>
  shortened(hmac(key, OF_A_KEY));

/** @param settings names and values of all secrets but the key */
export const markOfSettings = (
  { sha256 }: Pick<Hashes, 'sha256'>,
  settings: readonly (readonly [name: string, value: string])[],
): string => shortened(sha256(JSON.stringify(settings)));

export const markName = ({ key, settings }: KeyMark): string =>
  `${PHONE_ACTION_MARK}${key}_${settings}`;

/** `undefined`: nobody has marked these. */
export const readMark = (secrets: readonly Pick<ReadableSecret, 'name'>[]): KeyMark | undefined => {
  const [mark, ...others] = secrets.flatMap(({ name }) => {
    const [, key, settings] = MARK.exec(name) ?? [];
    return key === undefined || settings === undefined ? [] : [{ key, settings }];
  });
  return others.length === 0 ? mark : undefined;
};

export const isMark = (name: string): boolean => name.startsWith(PHONE_ACTION_MARK);

const shortened = (hash: string): string => hash.slice(0, LENGTH).toUpperCase();
