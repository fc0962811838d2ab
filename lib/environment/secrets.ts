/**
 * Tells secrets from public values by their look. An environment file is public: it lies in a
 * repository, and its values reach CloudFormation templates.
 */

/** Looks that only secrets have, wherever they stand in a text. */
const SECRET_LOOKS: readonly RegExp[] = [
  /\beyJ[\w-]{8,}\.[\w-]{8,}/, // JSON web token
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/, // AWS access key id
  /\bsk_[A-Za-z0-9_]{12,}/, // API keys of many services
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
];

/** Longest runs of the letters that keys are written in. */
const RUN = /[A-Za-z0-9+/=_-]{32,}/g;

/** Hexadecimal keys between the slashes, or behind an equals sign, of an address. */
const HEX_IN_ADDRESS = /(?<=[/=])[0-9a-fA-F]{32,}(?![A-Za-z0-9_-])/g;

/** Account SIDs and their like: an identifier, printed on every page of a console. */
const TWILIO_SID = /^[A-Z]{2}[0-9a-fA-F]{32}$/;

const SECRET_NAME =
  /token|secret|passwd|password|passphrase|credential|bearer|(?:api|access|private|signing|encryption)key/;

/** What only points at a secret: `apiKeySid`, `secretArn`. */
const PUBLIC_NAME = /(?:id|name|arn)$/;

/** Whether a text is, or holds, what only a secret looks like, or is as random as a key. */
export const looksSecret = (text: string): boolean =>
  hasSecretLook(text) ||
  [...(text.match(RUN) ?? []), ...(text.match(HEX_IN_ADDRESS) ?? [])].some(isKeyMaterial);

/** Whether a text is, or holds, what nothing but a secret looks like. */
export const hasSecretLook = (text: string): boolean =>
  SECRET_LOOKS.some((look) => look.test(text));

const isKeyMaterial = (run: string): boolean => {
  if (TWILIO_SID.test(run)) return false;
  if (/^[0-9a-fA-F]+$/.test(run)) return bitsPerCharacter(run) > 2.5;
  return (
    run.length >= 40 &&
    /[a-z]/.test(run) &&
    /[A-Z]/.test(run) &&
    /\d/.test(run) &&
    bitsPerCharacter(run) > 4.4
  );
};

/**
 * Shannon entropy: words and paths stay near 4, forty random base64 characters reach about 4.8,
 * thirty-two random hexadecimal ones about 3.5.
 */
const bitsPerCharacter = (text: string): number => {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => {
    const share = count / text.length;
    return bits - share * Math.log2(share);
  }, 0);
};

/** Whether a key is named as credentials are: `authToken`, `api_key`, `clientSecret`. */
export const namesSecret = (key: string): boolean => {
  const name = key.toLowerCase().replaceAll(/[^a-z]/g, '');
  return SECRET_NAME.test(name) && !PUBLIC_NAME.test(name);
};

/**
 * Whether a fault may quote the text. Stricter than {@link looksSecret}, because a short API key is
 * no worse a secret: anything long, or with letters and digits in one run of 12, is left out.
 */
export const looksQuotable = (text: string): boolean =>
  text.length <= 40 &&
  !looksSecret(text) &&
  !(text.match(/[A-Za-z0-9+/=_-]{12,}/g) ?? []).some(
    (run) => /\d/.test(run) && /[A-Za-z]/.test(run),
  );
