import type { LimitMode } from '../../lambda/contract';
import { createDecisions, type Decisions } from '../decisions';
import { serve, type RunningServer } from '../http/serve';
import { createInbox, type Inbox } from '../inbox';
import { createPage } from '../page/page';
import { PROVIDER_NAMES, type ProviderName, type Providers } from '../providers/providers';
import type { Tenant } from '../tenant/tenant';
import { CLIENT_ID } from './app';
import { createEvents } from './events';
import { PROVIDERS_IN_ORDER, routeOf } from './gateway';
import type { LimitsSwitch } from './limited-gateway';
import { createSite } from './site';
import { walkthrough } from './walkthrough';
import { createWorld, type World } from './world';

export { CLIENT_ID } from './app';

export interface LaptopOptions {
  /** @default 0 — any free port */
  readonly port?: number;
  /** The same seed gives the same codes and ids in the same order. @default random ones */
  readonly seed?: string;
  /** Takes the lines of the gateway's log. */
  readonly writeLine: (line: string) => void;
  /** Auth0's limit per address. @default 50 */
  readonly startsPerHour?: number;
  /** Of the gateway's send limits, at the start and after a reset. @default 'enforce' */
  readonly limits?: LimitMode;
  /** The gateway's clock, milliseconds since the epoch; the tenant has its own. @default Date.now */
  readonly now?: () => number;
  /** Whether browsers get the page at `/`. @default true */
  readonly page?: boolean;
}

export interface Laptop extends RunningServer {
  readonly tenant: Tenant;
  readonly providers: Providers;
  readonly inbox: Inbox;
  readonly decisions: Decisions;
  readonly limits: LimitsSwitch;
  /** Everything as at the start: with a seed, the same codes come again. */
  readonly reset: () => Promise<void>;
}

/** The whole product on one port: tenant, gateway, providers, phones and the page. */
export const startLaptop = async ({
  port,
  seed,
  writeLine,
  startsPerHour,
  limits: limitMode = 'enforce',
  now = Date.now,
  page = true,
}: LaptopOptions): Promise<Laptop> => {
  const inbox = createInbox();
  const decisions = createDecisions(routeOf);
  const providerChange = createSignal();
  const limitModeChange = createSignal();
  const integrationChange = createSignal();
  let world: World | undefined;
  const current = (): World => {
    if (!world) throw new Error('The laptop is still starting');
    return world;
  };

  const events = createEvents({
    inbox,
    decisions,
    providers: {
      states: () => statesOf(current().providers),
      watch: providerChange.watch,
    },
    limits: { state: () => current().limits.state(), watch: limitModeChange.watch },
    integration: { state: () => current().integrationState(), watch: integrationChange.watch },
  });
  const site = createSite({
    world: current,
    inbox,
    decisions,
    events,
    page: page ? createPage() : undefined,
    text: () => walkthrough(server.url, CLIENT_ID),
    reset: () => reset(),
  });
  const server = await serve(site, { port });

  /** What an old world still has on its way must not turn up in the new one. */
  const build = (): World => {
    const isCurrent = () => world === built;
    const built: World = createWorld({
      url: server.url,
      seed,
      startsPerHour,
      limitMode,
      now,
      inbox: {
        ...inbox,
        deliver: (message) => {
          if (isCurrent()) inbox.deliver(message);
        },
      },
      writeLine: (line) => {
        writeLine(line);
        if (isCurrent()) decisions.readLine(line);
      },
      onProviderChange: providerChange.tell,
      onLimitModeChange: limitModeChange.tell,
      onIntegrationChange: integrationChange.tell,
    });
    return built;
  };
  const start = async () => {
    const old = world;
    world = build();
    await old?.tenant.stopActions();
    await world.register();
  };
  let lastReset: Promise<void> = Promise.resolve();
  const reset = () =>
    (lastReset = lastReset.then(async () => {
      await start();
      inbox.clear();
      decisions.clear();
      providerChange.tell();
      limitModeChange.tell();
      integrationChange.tell();
    }));

  try {
    await start();
  } catch (error) {
    await server.close();
    throw error;
  }
  return {
    ...server,
    close: async () => {
      await current().tenant.stopActions();
      await server.close();
    },
    inbox,
    decisions,
    reset,
    get tenant() {
      return current().tenant;
    },
    get providers() {
      return current().providers;
    },
    get limits() {
      return current().limits;
    },
  };
};

/** Tells whoever watches that something has changed. */
const createSignal = () => {
  const watchers = new Set<() => void>();
  return {
    tell: () => watchers.forEach((changed) => changed()),
    watch: (changed: () => void) => {
      watchers.add(changed);
      return () => void watchers.delete(changed);
    },
  };
};

/** In the order in which the gateway tries them; providers on no route come last. */
const statesOf = ({ stateOf }: Providers) =>
  Object.fromEntries(
    [...new Set<ProviderName>([...PROVIDERS_IN_ORDER, ...PROVIDER_NAMES])].map((name) => [
      name,
      stateOf(name),
    ]),
  );
