import assert from 'node:assert/strict';
import type { Attack } from './attacks';
import type { Figures, Side } from './figures';

/** At most this share of what people asked for may be stopped. */
export const PEOPLE_STOPPED_AT_MOST = 0.001;

export interface Expectation {
  readonly promise: string;
  readonly check: (figures: Figures) => void;
}

/** Nobody attacks. */
export const ordinaryPromises: readonly Expectation[] = [
  {
    promise: 'people who sign in, and press resend, are let through',
    check: ({ people }) => below(people.share, PEOPLE_STOPPED_AT_MOST),
  },
  {
    promise: 'on the evening of the launch nobody is stopped but for a sixth code within minutes',
    check: ({ launch }) => letsNewcomersIn(launch),
  },
  {
    promise: 'nor on the evening on which a country opens that nobody was ever texted in',
    check: ({ opening }) => letsNewcomersIn(opening),
  },
];

const letsNewcomersIn = ({ messages, by }: Side): void => {
  assert.ok(messages > 0, 'nobody came');
  const limits = by.map(([limit]) => limit);
  assert.deepEqual(
    limits.filter((limit) => limit !== 'recipient'),
    [],
  );
};

/** What holds in every world while it is attacked. */
export const promisesOf = ({ target }: Attack): readonly Expectation[] => {
  if (target === undefined) return [];
  return [
    {
      promise: `at least ${(target * 100).toFixed(0)} % of it are stopped`,
      check: ({ attack }) => {
        assert.ok(
          attack.share >= target,
          `${percent(attack.share)} is less than ${percent(target)}`,
        );
      },
    },
    {
      promise: 'and people are let through meanwhile',
      check: ({ people }) => below(people.share, PEOPLE_STOPPED_AT_MOST),
    },
  ];
};

/** 0.12345 is `12.3 %`; small shares keep their digits. */
export const percent = (share: number): string =>
  `${(share * 100).toFixed(share > 0 && share < 0.01 ? 3 : 1)} %`;

const below = (share: number, limit: number): void =>
  assert.ok(share < limit, `${percent(share)} is not below ${percent(limit)}`);
