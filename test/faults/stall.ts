import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Watches how long this process stands still, because the machine does something else. */
export const watchStalls = (): { readonly longestMs: () => number } => {
  const histogram = monitorEventLoopDelay({ resolution: 10 });
  histogram.enable();
  return {
    longestMs: () => {
      histogram.disable();
      return Math.round(histogram.max / 1e6);
    },
  };
};
