import { serve, type RunningServer } from '../http/serve';
import {
  createProviders,
  PROVIDER_NAMES,
  type ProviderName,
  type Providers,
  type ProvidersOptions,
} from './providers';

export interface RunningProviders extends Providers {
  /** `http://127.0.0.1:<port>` of one provider: its `baseUrl` in an environment file. */
  readonly urlOf: (name: ProviderName) => string;
  /** Stops listening, so that connections are refused, until {@link resume}. */
  readonly stop: (name: ProviderName) => Promise<void>;
  readonly resume: (name: ProviderName) => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Starts every provider on a free port of its own, for tests:
 *
 *     const providers = await startProviders();
 *     providers.setState('twilio', { state: 'throttled' });
 *     ... await providers.inbox.latest('+12025550123') ...
 *     await providers.close();
 */
export const startProviders = async (options: ProvidersOptions = {}): Promise<RunningProviders> => {
  const providers = createProviders(options);
  const servers = new Map<ProviderName, RunningServer>();
  const start = async (name: ProviderName, port?: number) => {
    servers.set(name, await serve(providers.handlers[name], { port }));
  };
  const serverOf = (name: ProviderName): RunningServer => {
    const server = servers.get(name);
    if (!server) throw new Error(`The stand-in of ${name} was not started`);
    return server;
  };
  await Promise.all(PROVIDER_NAMES.map((name) => start(name)));
  return {
    ...providers,
    urlOf: (name) => serverOf(name).url,
    stop: (name) => serverOf(name).close(),
    resume: (name) => start(name, serverOf(name).port),
    close: async () => {
      await Promise.all([...servers.values()].map((server) => server.close()));
    },
  };
};
