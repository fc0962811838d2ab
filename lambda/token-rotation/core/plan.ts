/** The four calls that Secrets Manager makes for one rotation, in this order. */
export const ROTATION_STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

export type RotationStep = (typeof ROTATION_STEPS)[number];

/** Where things stand, whoever left them so. */
export interface Situation {
  /**
   * How far the version has come that this rotation is about. `missing`: it has no key yet;
   * `pending`: it has one, and the label AWSPENDING; `current`: it is in use.
   */
  readonly next: 'missing' | 'pending' | 'current';
  /** Whether an earlier rotation that never ended left a key under AWSPENDING. */
  readonly waiting: boolean;
  readonly held: Held;
}

/** Which version's key a place in Auth0 signs with. */
export type HeldBy =
  | 'current'
  | 'next'
  | 'waiting'
  | 'previous'
  /** Of no version that has a label, so the gateway refuses it. */
  | 'none';

/** The same for all places together. `mixed`: not the same ones, and the gateway accepts each. */
export type Held = HeldBy | 'mixed';

/** Sign-ins fail as soon as one place has a key that the gateway refuses. */
export const together = (places: readonly HeldBy[]): Held => {
  if (places.includes('none')) return 'none';
  const [first = 'none', ...others] = places;
  return others.every((held) => held === first) ? first : 'mixed';
};

/**
 * One thing to do. Each may be done twice and may end half-way, with some places done and others not: no
 * place then has a key that the gateway refuses.
 */
export type Move =
  /** Gives every place the key in use. */
  | 'give-current'
  /** Makes a key and labels it AWSPENDING. */
  | 'make-key'
  /**
   * Labels the waiting key AWSPENDING as this rotation's own. A new one in its place would take the
   * label off a key that Auth0 may hold.
   */
  | 'take-over-key'
  /** Waits until every instance of the gateway accepts the next key. */
  | 'await-gateway'
  /** Gives every place the next key. */
  | 'give-next'
  /** Calls the gateway just as each place will. */
  | 'prove'
  /** Labels the next key AWSCURRENT, which makes the one before AWSPREVIOUS. */
  | 'promote';

/**
 * What a step does, whatever came before it: a first run, a repeated one, one after a crash between
 * any two calls, a deployment in between. `undefined`: the step has no key to work with.
 */
export const planFor = (
  step: RotationStep,
  { next, waiting, held }: Situation,
): readonly Move[] | undefined => {
  // Sign-ins fail while this is so: it comes first, and the key in use is accepted at once.
  const repair: readonly Move[] = held === 'none' ? ['give-current'] : [];
  if (step === 'createSecret') {
    return next === 'missing' ? [...repair, waiting ? 'take-over-key' : 'make-key'] : repair;
  }
  if (next === 'current') return held === 'current' ? [] : ['give-current'];
  if (next === 'missing') {
    // Setting a schedule up, Secrets Manager tries this step on a version that has no key.
    // Source: docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html, RotateImmediately.
    return step === 'testSecret' ? ['prove'] : undefined;
  }
  const handOver: readonly Move[] = [
    ...repair,
    'await-gateway',
    ...(held === 'next' ? [] : (['give-next'] as const)),
  ];
  switch (step) {
    case 'setSecret':
      return handOver;
    case 'testSecret':
      return [...handOver, 'prove'];
    case 'finishSecret':
      return [...handOver, 'promote'];
  }
};
