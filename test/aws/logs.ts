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
  const lines = [...(await aws.logs()).values()].flat();

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
    const unspeakable: Readonly<Record<string, readonly string[]>> = {
      'a text': texts,
      'a code': texts.flatMap((text) => /\d{6,}/.exec(text) ?? []),
      'a number': Object.values(NUMBERS).map((number) => number.slice(1)),
      'a token': ['eyJ'],
      "the gateway token's secret": [tokenSecret],
      "a provider's credential": Object.values(PROVIDER_CREDENTIALS).flatMap((credentials) =>
        Object.values(credentials),
      ),
      'a credential of Auth0': [MANAGEMENT.clientSecret, String(BEFORE.options?.['twilio_token'])],
    };
    const written = [
      ...lines,
      ...readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8')),
    ];
    const found = Object.entries(unspeakable).flatMap(([what, values]) =>
      values.some((value) => written.some((text) => text.includes(value))) ? [what] : [],
    );
    assert.deepEqual(found, []);
  });
};
