import { builtinModules } from 'node:module';
import type { Action, ActionDependency, ActionVersion } from './model';

export type BuildStatus = 'pending' | 'building' | 'retrying' | 'built' | 'failed';

/** How long the tenant takes for what Auth0 does in the background, by the tenant's clock. */
export interface BuildSettings {
  /** Before a build begins. @default 100 */
  readonly pendingMs: number;
  /** A build without dependencies; recorded: under a second. @default 400 */
  readonly buildMs: number;
  /** A build with dependencies; recorded: 6 to 10 s. @default 6000 */
  readonly installMs: number;
  /** From the call to deploy until the version runs; recorded: about 0.3 s. @default 250 */
  readonly deployMs: number;
  /** Whether npm has it. @default what has a package's name and a version, and is not part of Node.js */
  readonly canInstall: (dependency: ActionDependency) => boolean;
  /** What is wrong with an Action's code, so that its build fails. @default - nothing */
  readonly refuse: (code: string) => string | undefined;
}

/**
 * A recorded build failed on `crypto@17.7.1`: a module of Node.js that npm has in no such version
 * (auth0/terraform-provider-auth0, recording TestAccAction_FailedBuild). Nothing is downloaded.
 */
const looksInstallable = ({ name, version }: ActionDependency): boolean =>
  /^(@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*$/.test(name) &&
  /^(latest|\d+\.\d+\.\d+([-+][\w.-]+)?)$/.test(version) &&
  !builtinModules.includes(name);

export const DEFAULT_BUILD: BuildSettings = {
  pendingMs: 100,
  buildMs: 400,
  installMs: 6000,
  deployMs: 250,
  canInstall: looksInstallable,
  refuse: () => undefined,
};

/** A build in vain goes `building`, `retrying` in turns before it is `failed`. */
const TURNS = 4;

/** Where the build of an Action's content is by now. */
export const buildStatus = (
  { buildFrom, dependencies, code }: Action,
  { pendingMs, buildMs, installMs, canInstall, refuse }: BuildSettings,
  now: number,
): BuildStatus => {
  const elapsed = now - buildFrom - pendingMs;
  if (elapsed < 0) return 'pending';
  const takes = dependencies.length === 0 ? buildMs : installMs;
  const good = dependencies.every(canInstall) && refuse(code) === undefined;
  if (elapsed >= takes) return good ? 'built' : 'failed';
  if (good) return 'building';
  return Math.floor((elapsed / takes) * TURNS) % 2 === 0 ? 'building' : 'retrying';
};

/** The version that runs by now. */
export const deployedVersion = ({ versions }: Action, now: number): ActionVersion | undefined =>
  versions.findLast(({ deployedAt }) => deployedAt <= now);

/** Nothing was changed since, and the deployment is through. */
export const isDeployed = (action: Action, now: number): boolean =>
  action.deployedAs !== undefined && deployedVersion(action, now)?.id === action.deployedAs;
