import * as fc from 'fast-check';
import {
  planFor,
  ROTATION_STEPS,
  together,
  type Held,
  type HeldBy,
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
  [
    'places that an unfinished rotation left with different keys keep them for now',
    'createSecret',
    situation('missing', 'mixed', true),
    ['take-over-key'],
  ],
  ['so they do in the same rotation', 'createSecret', situation('pending', 'mixed'), []],
  [
    'one place with the key before, from an old deployment: no hurry',
    'createSecret',
    situation('missing', 'mixed'),
    ['make-key'],
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
    'places with different keys get the same one',
    'setSecret',
    situation('pending', 'mixed'),
    ['await-gateway', 'give-next'],
  ],
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
    'one place got the old key back in between',
    'testSecret',
    situation('pending', 'mixed'),
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
  [
    'or one place has',
    'finishSecret',
    situation('pending', 'mixed'),
    ['await-gateway', 'give-next', 'promote'],
  ],
  [
    'a deployment wrote the old key to one place just before the end',
    'finishSecret',
    situation('current', 'mixed'),
    ['give-current'],
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

test.each<[readonly HeldBy[], Held]>([
  [['current'], 'current'],
  [['next', 'next'], 'next'],
  [['current', 'next'], 'mixed'],
  [['previous', 'waiting'], 'mixed'],
  [['next', 'none'], 'none'],
  [['none', 'none'], 'none'],
])('places with %j have, together, %s', (places, held) => {
  expect(together(places)).toBe(held);
});

/**
 * Where a key is. A connection signs with what was written; an Action does only once that is deployed.
 * A key is named by its version.
 */
interface Place {
  readonly deploys: boolean;
  signs: string;
  written: string;
}

interface State {
  current: string;
  pending?: string | undefined;
  previous?: string | undefined;
  readonly places: readonly Place[];
}

const situationIn = ({ current, pending, previous, places }: State, token: string): Situation => {
  const next = current === token ? 'current' : pending === token ? 'pending' : 'missing';
  const waiting = next === 'missing' && pending !== undefined && pending !== current;
  const heldBy = ({ signs }: Place): HeldBy => {
    if (signs === current) return 'current';
    if (signs === pending) return waiting ? 'waiting' : 'next';
    return signs === previous ? 'previous' : 'none';
  };
  return { next, waiting, held: together(places.map(heldBy)) };
};

/** A move in parts, between any two of which a run may end. */
const partsOf = (state: State, move: Move, token: string): readonly (() => void)[] => {
  const give = (key: string) =>
    state.places.flatMap((place) => [
      () => {
        place.written = key;
        if (!place.deploys) place.signs = key;
      },
      () => {
        // Somebody else may have written since.
        place.signs = place.written;
      },
    ]);
  switch (move) {
    case 'give-current':
      return give(state.current);
    case 'take-over-key':
      return [
        () => {
          // The same key under another version id: whoever has the one has the other.
          for (const place of state.places) {
            if (place.signs === state.pending) place.signs = token;
            if (place.written === state.pending) place.written = token;
          }
          state.pending = token;
        },
      ];
    case 'make-key':
      return [
        () => {
          state.pending = token;
        },
      ];
    case 'give-next':
      return give(token);
    case 'promote':
      return [
        () => {
          state.previous = state.current;
          state.current = token;
        },
      ];
    case 'await-gateway':
    case 'prove':
      return [];
  }
};

/** A run of Secrets Manager that ends after so many parts of moves, as by a crash, or a deployment in between. */
type Turn =
  | { readonly kind: 'run'; readonly newToken: boolean; readonly parts: number }
  /** Of one place, and it may end before it is deployed. */
  | { readonly kind: 'deployment'; readonly place: number; readonly ends: boolean };

const turns: fc.Arbitrary<readonly Turn[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('run' as const),
      newToken: fc.boolean(),
      parts: fc.integer({ min: 0, max: 16 }),
    }),
    fc.record({
      kind: fc.constant('deployment' as const),
      place: fc.nat(1),
      ends: fc.boolean(),
    }),
  ),
  { maxLength: 30 },
);

const place = (deploys: boolean): Place => ({ deploys, signs: 'v0', written: 'v0' });
const LAYOUTS = [
  ['a connection', () => [place(false)]],
  ['an Action', () => [place(true)]],
  ['a connection and an Action', () => [place(false), place(true)]],
] as const;

test.each(LAYOUTS)(
  'whatever crashes and is deployed when, %s never has a key that the gateway refuses, and the next whole run ends well',
  (_, placesOf) => {
    fc.assert(
      fc.property(turns, (history) => {
        const state: State = { current: 'v0', places: placesOf() };
        let token = 'v1';
        let count = 1;
        const insist = (what: string) => {
          const accepted = [state.current, state.pending, state.previous];
          if (!state.places.every(({ signs }) => accepted.includes(signs)))
            throw new Error(`${what} strands Auth0`);
        };
        const run = (limit: number) => {
          let left = limit;
          for (const step of ROTATION_STEPS) {
            for (const move of planFor(step, situationIn(state, token)) ?? []) {
              for (const part of partsOf(state, move, token)) {
                if (left === 0) return;
                left -= 1;
                part();
                insist(`${step}: ${move}`);
              }
            }
          }
        };
        for (const turn of history) {
          if (turn.kind === 'deployment') {
            const found = state.places[turn.place % state.places.length];
            if (found === undefined) throw new Error('there is no such place');
            // As lambda/auth0-management/core/gateway-keys.ts has it.
            found.written = found.signs === state.pending ? found.signs : state.current;
            if (turn.ends || !found.deploys) found.signs = found.written;
            insist('a deployment');
            continue;
          }
          // Secrets Manager takes a new token once the version of the last one is in use.
          if (turn.newToken || state.current === token) {
            count += 1;
            token = `v${count}`;
          }
          run(turn.parts);
        }
        run(Infinity);
        expect(state.current).toBe(token);
        expect(state.places.map(({ signs }) => signs)).toStrictEqual(state.places.map(() => token));
      }),
      { numRuns: 1_000 },
    );
  },
);
