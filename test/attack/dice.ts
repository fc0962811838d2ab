import { seededRandom } from '../../local/random';

/** Draws of one seed: the same traffic on every machine. */
export interface Dice {
  /** From 0 up to, and without, 1. */
  readonly uniform: () => number;
  /** Whole, from 0 up to, and without, `below`. */
  readonly whole: (below: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly exponential: (mean: number) => number;
  /** How many things happen that happen independently, `mean` of them on average. */
  readonly poisson: (mean: number) => number;
}

export const createDice = (seed: string): Dice => {
  const whole = seededRandom(seed);
  const uniform = () => whole(2 ** 32) / 2 ** 32;
  const exponential = (mean: number) => -mean * Math.log(1 - uniform());
  return {
    uniform,
    whole,
    chance: (probability) => uniform() < probability,
    exponential,
    // Waits between such things are exponential: as many as fit into one unit of time.
    poisson: (mean) => {
      if (mean === 0) return 0;
      let count = 0;
      let time = exponential(1 / mean);
      while (time < 1) {
        count += 1;
        time += exponential(1 / mean);
      }
      return count;
    },
  };
};
