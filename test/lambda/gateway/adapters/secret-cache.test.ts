import { createSecretCache } from '../../../../lambda/gateway/adapters/secret-cache';
import { fail, ok, type Result } from '../../../../lambda/shared/result';
import type { SecretFault } from '../../../../lambda/shared/secrets';

const setUp = () => {
  const clock = { nowMs: 0 };
  const state: { answer: Result<string, SecretFault>; reads: number } = {
    answer: ok('one'),
    reads: 0,
  };
  const cache = createSecretCache(
    {
      read: () => {
        state.reads += 1;
        return Promise.resolve(state.answer);
      },
    },
    () => clock.nowMs,
  );
  return { clock, state, cache };
};

test('a secret is read once in five minutes', async () => {
  const { clock, state, cache } = setUp();
  await cache.get('name');
  clock.nowMs = 299_999;
  await cache.get('name');
  expect(state.reads).toBe(1);
});

test('a changed secret is in use after five minutes', async () => {
  const { clock, state, cache } = setUp();
  await cache.get('name');
  state.answer = ok('two');
  clock.nowMs = 300_000;
  expect(await cache.get('name')).toEqual(ok('two'));
});

test('those who ask at the same moment share one read', async () => {
  const { state, cache } = setUp();
  await Promise.all([cache.get('name'), cache.get('name'), cache.refresh('name')]);
  expect(state.reads).toBe(1);
});

test('each version of a secret is kept on its own', async () => {
  const { state, cache } = setUp();
  await cache.get('name');
  state.answer = ok('previous');
  expect(await cache.get('name', 'AWSPREVIOUS')).toEqual(ok('previous'));
  expect(await cache.get('name')).toEqual(ok('one'));
});

test('the last known value is used while Secrets Manager does not answer', async () => {
  const { clock, state, cache } = setUp();
  await cache.get('name');
  state.answer = fail('unavailable');
  clock.nowMs = 3_600_000;
  expect(await cache.get('name')).toEqual(ok('one'));
});

test('while Secrets Manager is away one message in 15 seconds waits for it', async () => {
  const { clock, state, cache } = setUp();
  await cache.get('name');
  state.answer = fail('unavailable');
  clock.nowMs = 300_000;
  for (let n = 0; n < 10; n += 1) expect(await cache.get('name')).toEqual(ok('one'));
  expect(state.reads).toBe(2);
  clock.nowMs += 15_000;
  state.answer = ok('two');
  expect(await cache.get('name')).toEqual(ok('two'));
});

test('a secret that was never read is unavailable, and asked for again by the next message', async () => {
  const { state, cache } = setUp();
  state.answer = fail('unavailable');
  expect(await cache.get('name')).toEqual(fail('unavailable'));
  state.answer = ok('one');
  expect(await cache.get('name')).toEqual(ok('one'));
});

test('a secret that has just been filled in is in use after 15 seconds', async () => {
  const { clock, state, cache } = setUp();
  state.answer = fail('absent');
  expect(await cache.get('name')).toEqual(fail('absent'));
  state.answer = ok('filled in');
  clock.nowMs = 14_999;
  expect(await cache.get('name')).toEqual(fail('absent'));
  clock.nowMs = 15_000;
  expect(await cache.get('name')).toEqual(ok('filled in'));
});

test('a secret that was taken away is no longer used', async () => {
  const { clock, state, cache } = setUp();
  await cache.get('name');
  state.answer = fail('absent');
  clock.nowMs = 300_000;
  expect(await cache.get('name')).toEqual(fail('absent'));
});
