import type {
  Auth0ConnectionSettings,
  DeliveryConfig,
  OnDelete,
  ProviderSettings,
  RouteConfig,
} from '../lambda/contract';

/** One environment file, validated, with every default filled in. */
export interface Environment {
  /** The file's name without `.json`. */
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly auth0: {
    readonly domain: string;
    readonly integration: 'sms-gateway';
    readonly connection: Auth0ConnectionSettings;
    readonly onDelete: OnDelete;
  };
  readonly providers: Readonly<Record<string, ProviderSettings>>;
  readonly routes: readonly RouteConfig[];
  readonly delivery: DeliveryConfig;
  readonly api: {
    readonly throttle: { readonly requestsPerSecond: number; readonly burstRequests: number };
  };
  readonly network: { readonly allowedCidrs?: readonly string[] };
  readonly logs: { readonly retentionDays: number };
  readonly removalPolicy: 'retain' | 'destroy';
}
