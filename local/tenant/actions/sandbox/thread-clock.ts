import vm from 'node:vm';

/** The clock that an Action sees. It begins with a run, at the tenant's time, and goes at its own pace. */
export interface ThreadClock {
  readonly begin: (nowMs: number) => void;
}

/** Puts the tenant's clock into the place of the machine's, before the Action's code is loaded. */
export const installClock = (context: vm.Context): ThreadClock => {
  let aheadMs = 0;
  const install = vm.runInContext(
    `(now) => {
      globalThis.Date = new Proxy(Date, {
        construct: (target, given, made) =>
          Reflect.construct(target, given.length === 0 ? [now()] : given, made),
        get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
      });
    }`,
    context,
  ) as (now: () => number) => void;
  install(() => Date.now() + aheadMs);
  return {
    begin: (nowMs) => {
      aheadMs = nowMs - Date.now();
    },
  };
};
