import * as fc from 'fast-check';
import {
  planFor,
  ROTATION_STEPS,
  type Move,
  type RotationStep,
  type Situation,
} from '../../../../lambda/token-rotation/core/plan';

const situation = (
  next: Situation['next'],
  held: Situation['held'],
  waiting = false,
): Situation => ({ next, held, waiting });

test.each<[string, RotationStep, Situation, readonly Move[] | undefined]>([
  ['the first run makes a key', 'createSecret', situation('missing', 'current'), ['make-key']],
  ['a repeated run keeps it', 'createSecret', situation('pending', 'current'), []],
  ['also when Auth0 has it', 'createSecret', situation('pending', 'next'), []],
  [
    'a key that an unfinished rotation left is taken over',
    'createSecret',
    situation('missing', 'current', true),
    ['take-over-key'],
  ],
  [
    'above all when Auth0 has it',
    'createSecret',
    situation('missing', 'waiting', true),
    ['take-over-key'],
  ],
  [
    'an old deployment left the key before: no hurry',
    'createSecret',
    situation('missing', 'previous'),
    ['make-key'],
  ],
  [
    'a key that no version has is replaced first of all',
    'createSecret',
    situation('missing', 'none'),
    ['give-current', 'make-key'],
  ],
  ['a finished rotation makes nothing', 'createSecret', situation('current', 'current'), []],

  [
    'the gateway first, then Auth0',
    'setSecret',
    situation('pending', 'current'),
    ['await-gateway', 'give-next'],
  ],
  ['again, after a crash', 'setSecret', situation('pending', 'next'), ['await-gateway']],
  [
    'without a key there is nothing to set',
    'setSecret',
    situation('missing', 'current'),
    undefined,
  ],
  [
    'a key that no version has is replaced before the wait',
    'setSecret',
    situation('pending', 'none'),
    ['give-current', 'await-gateway', 'give-next'],
  ],

  [
    'what Auth0 has is proven',
    'testSecret',
    situation('pending', 'next'),
    ['await-gateway', 'prove'],
  ],
  [
    'a deployment wrote the old key in between',
    'testSecret',
    situation('pending', 'current'),
    ['await-gateway', 'give-next', 'prove'],
  ],
  [
    'Secrets Manager tries the step on a version without a key',
    'testSecret',
    situation('missing', 'current'),
    ['prove'],
  ],

  [
    'the last step makes it current',
    'finishSecret',
    situation('pending', 'next'),
    ['await-gateway', 'promote'],
  ],
  [
    'but never while Auth0 has another key',
    'finishSecret',
    situation('pending', 'previous'),
    ['await-gateway', 'give-next', 'promote'],
  ],
  ['twice is once', 'finishSecret', situation('current', 'current'), []],
  [
    'a deployment wrote the old key just before the end',
    'finishSecret',
    situation('current', 'previous'),
    ['give-current'],
  ],
  [
    'without a key there is nothing to finish',
    'finishSecret',
    situation('missing', 'current'),
    undefined,
  ],
])('%s: %s', (_, step, found, moves) => {
  expect(planFor(step, found)).toStrictEqual(moves);
});

/** Labels, and what Auth0 holds; a key is named by its version. */
interface State {
  current: string;
  pending?: string | undefined;
  previous?: string | undefined;
  held: string;
}

const situationIn = ({ current, pending, previous, held }: State, token: string): Situation => {
  const next = current === token ? 'current' : pending === token ? 'pending' : 'missing';
  const waiting = next === 'missing' && pending !== undefined && pending !== current;
  const heldBy =
    held === current
      ? 'current'
      : held === pending
        ? waiting
          ? 'waiting'
          : 'next'
        : held === previous
          ? 'previous'
          : 'none';
  return { next, waiting, held: heldBy };
};

const playMove = (state: State, move: Move, token: string): void => {
  switch (move) {
    case 'give-current':
      state.held = state.current;
      break;
    case 'take-over-key':
      // The same key under another version id: whoever holds the one holds the other.
      if (state.held === state.pending) state.held = token;
      state.pending = token;
      break;
    case 'make-key':
      state.pending = token;
      break;
    case 'give-next':
      state.held = token;
      break;
    case 'promote':
      state.previous = state.current;
      state.current = token;
      break;
    case 'await-gateway':
    case 'prove':
      break;
  }
};

/** A run of Secrets Manager that ends after so many moves, as by a crash, or a deployment in between. */
type Turn =
  | { readonly kind: 'run'; readonly newToken: boolean; readonly moves: number }
  | { readonly kind: 'deployment' };

const turns = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('run' as const),
      newToken: fc.boolean(),
      moves: fc.integer({ min: 0, max: 8 }),
    }),
    fc.constant<Turn>({ kind: 'deployment' }),
  ),
  { maxLength: 30 },
);

test('whatever crashes and is deployed when, Auth0 never has a key that the gateway refuses, and the next whole run ends well', () => {
  fc.assert(
    fc.property(turns, (history) => {
      const state: State = { current: 'v0', held: 'v0' };
      let token = 'v1';
      let count = 1;
      const run = (limit: number) => {
        let left = limit;
        for (const step of ROTATION_STEPS) {
          for (const move of planFor(step, situationIn(state, token)) ?? []) {
            if (left === 0) return;
            left -= 1;
            playMove(state, move, token);
            const accepted = [state.current, state.pending, state.previous];
            if (!accepted.includes(state.held)) throw new Error(`${step}: ${move} strands Auth0`);
          }
        }
      };
      for (const turn of history) {
        if (turn.kind === 'deployment') {
          // As lambda/auth0-connection/core/key.ts has it.
          if (state.held !== state.pending) state.held = state.current;
          continue;
        }
        // Secrets Manager takes a new token once the version of the last one is in use.
        if (turn.newToken || state.current === token) {
          count += 1;
          token = `v${count}`;
        }
        run(turn.moves);
      }
      run(Infinity);
      expect(state).toMatchObject({ current: token, held: token });
    }),
    { numRuns: 1_000 },
  );
});
