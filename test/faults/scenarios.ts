import {
  always,
  draw,
  sometimes,
  WELL,
  type Behaviour,
  type Fault,
  type Plan,
  type Plans,
} from './plan';
import {
  breakerOpens,
  isLetBack,
  learns,
  medianHolds,
  noBreakerOpens,
  oneAttemptEach,
  takesLastMessages,
} from './promises';
import { ATTEMPT_MS, PROVIDER_MS } from './scale';
import type { Scenario } from './scenario';

const ALL_WELL: Plans = { clickatell: WELL, twilio: WELL, plivo: WELL };
const DOWN: Plan = [{ fromMs: 0, down: true }];
const HANGING = always({ kind: 'hangs', taken: false });

/** Shares of one behaviour each, which make up `share` together. */
const spread = (share: number, behaviours: readonly Behaviour[]): readonly Fault[] =>
  behaviours.map((behaviour) => ({ share: share / behaviours.length, behaviour }));

const TAKEN_BUT_UNCLEAR: readonly Behaviour[] = [
  { kind: 'resets', taken: true },
  { kind: 'half-answers', taken: true },
  { kind: 'hangs', taken: true },
  { kind: 'html', status: 502, taken: true },
];

const NONSENSE: readonly Behaviour[] = [
  { kind: 'html', status: 200, taken: false },
  { kind: 'html', status: 502, taken: false },
  { kind: 'half-answers', taken: false },
  { kind: 'broken-json' },
  { kind: 'ten-megabytes' },
];

/** Beyond the end of any run. */
const FLAPPING_ENDS_MS = 60_000;
/** Between one provider's trouble and the other's, so that no message meets both. */
const BOTH_WELL_MS = ATTEMPT_MS + 400;

/** In turns, never both at once: the first refuses connections, the second says nothing. */
const flapping = (seed: string): Pick<Plans, 'clickatell' | 'twilio'> => {
  const clickatell = [...WELL];
  const twilio = [...WELL];
  let atMs = 500;
  for (let turn = 0; atMs < FLAPPING_ENDS_MS; turn += 1) {
    const troubleMs = 300 + draw(seed, 'flap', String(turn)) * 1_200;
    const until = { fromMs: atMs + troubleMs };
    if (turn % 2 === 0) clickatell.push({ fromMs: atMs, down: true }, until);
    else
      twilio.push(
        { fromMs: atMs, faults: [{ share: 1, behaviour: { kind: 'hangs', taken: false } }] },
        until,
      );
    atMs = until.fromMs + BOTH_WELL_MS;
  }
  return { clickatell, twilio };
};

const DIES_AT_MS = 4_000;
const HEALS_AT_MS = 2_500;
const HANGER_HEALS_AT_MS = 3_000;
/** So much longer takes what is slow and still in time. */
const TAIL_MS = 150;

/** All scenarios, the healthy one first. `plivo` is well in each. */
export const scenariosFor = (seed: string): readonly [Scenario, ...Scenario[]] => [
  {
    name: 'healthy',
    what: 'all providers are well',
    plans: ALL_WELL,
    promises: [oneAttemptEach, noBreakerOpens],
  },
  {
    name: 'down',
    what: 'the first refuses connections',
    plans: { ...ALL_WELL, clickatell: DOWN },
    promises: [breakerOpens, ...learns],
  },
  {
    name: 'hanging',
    what: 'the first takes requests and says nothing',
    plans: { ...ALL_WELL, clickatell: HANGING },
    promises: [breakerOpens, ...learns],
  },
  {
    name: 'two-dead',
    what: 'the first refuses connections, the second says nothing',
    plans: { ...ALL_WELL, clickatell: DOWN, twilio: HANGING },
    promises: [breakerOpens, ...learns],
  },
  {
    name: 'dies',
    what: 'the first is well for 4 s and then refuses connections',
    plans: { ...ALL_WELL, clickatell: [...WELL, { fromMs: DIES_AT_MS, down: true }] },
    troubleFromMs: DIES_AT_MS,
    lastsMs: 8_000,
    promises: [breakerOpens, ...learns],
  },
  {
    name: 'falls-silent',
    what: 'the first is well for 4 s and then says nothing',
    plans: { ...ALL_WELL, clickatell: [...WELL, { ...HANGING[0], fromMs: DIES_AT_MS }] },
    troubleFromMs: DIES_AT_MS,
    lastsMs: 8_000,
    promises: [breakerOpens, ...learns],
  },
  {
    name: 'heals',
    what: 'the first is down for 2.5 s and then well',
    plans: { ...ALL_WELL, clickatell: [...DOWN, { fromMs: HEALS_AT_MS }] },
    lastsMs: 7_000,
    promises: [breakerOpens, isLetBack('clickatell', HEALS_AT_MS), takesLastMessages('clickatell')],
  },
  {
    name: 'wakes',
    what: 'the first says nothing for 3 s and is then well',
    plans: { ...ALL_WELL, clickatell: [...HANGING, { fromMs: HANGER_HEALS_AT_MS }] },
    lastsMs: 9_000,
    promises: [
      breakerOpens,
      isLetBack('clickatell', HANGER_HEALS_AT_MS),
      takesLastMessages('clickatell'),
    ],
  },
  {
    name: 'flapping',
    what: 'a route of two: in turns, the first is down or the second says nothing',
    route: ['clickatell', 'twilio'],
    plans: { ...ALL_WELL, ...flapping(seed) },
    lastsMs: 8_000,
    promises: [breakerOpens],
  },
  {
    name: 'slow-tail',
    what: 'of the first, 4 % take 150 ms more, and 1 % longer than an attempt may',
    plans: {
      ...ALL_WELL,
      clickatell: sometimes(
        { share: 0.04, behaviour: { kind: 'accepts', lateMs: TAIL_MS } },
        { share: 0.01, behaviour: { kind: 'accepts', lateMs: ATTEMPT_MS + 200 } },
      ),
    },
    answersWithinMs: PROVIDER_MS + TAIL_MS,
    ambiguous: true,
    promises: [medianHolds],
  },
  {
    name: 'throttled',
    what: 'the first answers 30 % with 429 and Retry-After',
    plans: {
      ...ALL_WELL,
      clickatell: sometimes({ share: 0.3, behaviour: { kind: 'throttles' } }),
    },
  },
  {
    name: 'ambiguous',
    what: 'of the first, 20 % are taken but end in a reset, half an answer, silence or a 502',
    plans: { ...ALL_WELL, clickatell: sometimes(...spread(0.2, TAKEN_BUT_UNCLEAR)) },
    ambiguous: true,
  },
  {
    name: 'nonsense',
    what: 'the first and the second answer 30 % with HTML, half an answer, broken JSON or 10 MB; after 5 s the first redirects',
    plans: {
      clickatell: [
        ...sometimes(...spread(0.3, NONSENSE)),
        { fromMs: 5_000, faults: [{ share: 1, behaviour: { kind: 'redirects' } }] },
      ],
      twilio: sometimes(...spread(0.3, NONSENSE)),
      plivo: WELL,
    },
    lastsMs: 6_500,
  },
  {
    name: 'store-away',
    what: 'the first refuses connections, and the breakers’ store fails or hangs',
    plans: { ...ALL_WELL, clickatell: DOWN },
    storeAway: true,
    promises: [breakerOpens, medianHolds],
  },
  {
    name: 'rotated',
    what: 'the first’s credentials are rotated at 3 s, and the old ones end at 3.5 s',
    plans: { ...ALL_WELL, clickatell: [...WELL, { fromMs: 3_500, credentials: 'second' }] },
    rotation: { provider: 'clickatell', atMs: 3_000 },
    lastsMs: 5_000,
    promises: [oneAttemptEach, noBreakerOpens],
  },
];
