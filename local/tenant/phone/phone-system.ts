import type { HttpClient } from '../../../lambda/shared/http';
import type { RandomInt } from '../../random';
import { createActions, type Actions } from '../actions/actions';
import { DEFAULT_BUILD, type BuildSettings } from '../actions/build';
import { createSandbox } from '../actions/sandbox/sandbox';
import type { LogStore } from '../log-store';
import type { Connection } from '../model';
import type { SettingsStore } from '../settings-store';
import { integrationOf, isUnified, type Integration } from './integration';
import { createNotifier, RETRY_AFTER_MS, type Notifier } from './notifier';
import { createPhoneProviderStore, type PhoneProviderStore } from './provider-store';
import { createPhoneTemplateStore, type PhoneTemplateStore } from './templates';

export interface PhoneOptions {
  /** Created before March 2025, with a custom SMS gateway; later ones have the phone provider. @default true */
  readonly createdBefore2025March?: boolean;
  /** How long builds and deployments take. */
  readonly build?: Partial<BuildSettings>;
  /** An Action's whole run. @default 20000 */
  readonly actionTimeoutMs?: number;
  /** When an Action that asks for a repeat is run again. @default five times within four minutes */
  readonly retryAfterMs?: readonly number[];
  /** Timers for those repeats. @default the machine's */
  readonly later?: (ms: number, run: () => void) => () => void;
}

/** The tenant-level phone provider and all that belongs to it. */
export interface PhoneSystem {
  readonly name: string;
  readonly isNewTenant: boolean;
  readonly actions: Actions;
  readonly phoneProvider: PhoneProviderStore;
  readonly templates: PhoneTemplateStore;
  readonly settings: SettingsStore;
  readonly notifier: Notifier;
  readonly isUnified: () => boolean;
  readonly integrationOf: (connection: Connection) => Integration;
  readonly stop: () => Promise<void>;
}

interface Surroundings {
  readonly name: string;
  readonly settings: SettingsStore;
  readonly logs: LogStore;
  readonly http: HttpClient;
  readonly random: RandomInt;
  readonly now: () => number;
}

export const createPhoneSystem = (
  {
    createdBefore2025March = true,
    build = {},
    actionTimeoutMs = 20_000,
    retryAfterMs = RETRY_AFTER_MS,
    later = machineTimer,
  }: PhoneOptions,
  { name, settings, logs, http, random, now }: Surroundings,
): PhoneSystem => {
  const isNewTenant = !createdBefore2025March;
  const actions = createActions(random, now, { ...DEFAULT_BUILD, ...build });
  const sandbox = createSandbox({ timeoutMs: actionTimeoutMs, http, now });
  const notifier = createNotifier({ actions, sandbox, logs, retryAfterMs, later });
  return {
    name,
    isNewTenant,
    actions,
    settings,
    notifier,
    phoneProvider: createPhoneProviderStore(),
    templates: createPhoneTemplateStore(random),
    isUnified: () => isUnified(settings.all(), isNewTenant),
    integrationOf: (connection) => integrationOf(connection, settings.all(), isNewTenant),
    stop: async () => {
      notifier.stop();
      await sandbox.stop();
    },
  };
};

/** Does not keep the process alive. */
const machineTimer = (ms: number, run: () => void): (() => void) => {
  const timer = setTimeout(run, ms).unref();
  return () => clearTimeout(timer);
};
