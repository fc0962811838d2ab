import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { secretNames } from '../../lambda/contract';
import { ENVIRONMENT, NUMBERS, PROVIDER_CREDENTIALS } from './environment';
import type { Stage } from './stage';
import { BEFORE, MANAGEMENT } from './tenant';

/**
 * What was written while everything was asked of the deployed product.
 *
 * @param folder what `cdk` and MiniStack printed, which includes everything that Lambdas printed
 */
export const checkLogs = async (
  { checks: { heading, check }, aws, providers, tokenSecret }: Stage,
  folder: string,
): Promise<void> => {
  heading('The logs');
  const logs = await aws.logs();
  const lines = [...logs.values()].flat();

  await check('have one completed line per message that a provider accepted', () => {
    const completed = lines.filter((line) => line.includes('"message":"completed"'));
    const accepted = completed.filter((line) => line.includes('"outcome":"accepted"'));
    assert.equal(accepted.length, providers.inbox.all().length);
  });
  await check('name the secret of a provider that is not filled in', () => {
    const secret = secretNames(ENVIRONMENT).provider('unready');
    assert.ok(lines.some((line) => line.includes(secret)));
  });
  await check('hold no text, code, number, token or secret', () => {
    const texts = providers.inbox.all().map(({ text }) => text);
    const codes = texts.flatMap((text) => /\d{6,}/.exec(text) ?? []);
    // Shorter ones are part of some time, hash or id by chance.
    assert.deepEqual(
      codes.filter((code) => code.length < 10).map((code) => `a code of ${code.length} digits`),
      [],
    );
    const unspeakable: Readonly<Record<string, readonly string[]>> = {
      'a text': texts,
      'a code': codes,
      'a number': Object.values(NUMBERS).map((number) => number.slice(1)),
      'a token': ['eyJ'],
      "the gateway token's secret": [tokenSecret],
      "a provider's credential": Object.values(PROVIDER_CREDENTIALS).flatMap((credentials) =>
        Object.values(credentials),
      ),
      'a credential of Auth0': [MANAGEMENT.clientSecret, String(BEFORE.options?.['twilio_token'])],
    };
    const written = [
      ...[...logs].flatMap(([group, said]) => said.map((line) => [group, line] as const)),
      ...readdirSync(folder).map(
        (file) => [file, readFileSync(join(folder, file), 'utf8')] as const,
      ),
    ];
    const found = Object.entries(unspeakable).flatMap(([what, values]) =>
      values.flatMap((value) =>
        written.flatMap(([where, text]) =>
          text.includes(value) ? [`${what} in ${where}, ${placeOf(value, text)}`] : [],
        ),
      ),
    );
    assert.deepEqual(found, []);
  });
};

/** Where in a line it stands, by the name that JSON gives it: what is around it may be as private. */
const placeOf = (value: string, text: string): string => {
  const names = [...text.slice(0, text.indexOf(value)).matchAll(/"(\w+)\\?" ?:/g)];
  return `behind ${names.at(-1)?.[1] ?? 'no name'}`;
};
